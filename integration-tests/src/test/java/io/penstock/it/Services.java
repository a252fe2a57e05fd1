package io.penstock.it;

import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What all tests of this module share: one broker of each kind, and a Connect cluster of one worker for each version that was
 * asked for. Tests keep apart by the names that they use. Logs are under {@code target/it-services}.
 */
final class Services implements AutoCloseable {

    private static final Path ZIPS = Path.of("target", "plugin-zips");

    private final Path directory;
    private final Path plugins;
    private final KafkaBroker kafka;
    private final HiveMqBroker mqtt;
    private final EmbeddedPostgresServer postgres;
    private final S3ProxyServer store;
    private final Map<WorkerVersion, ConnectWorker> workers = new EnumMap<>(WorkerVersion.class);

    private Services(Path directory) {
        this.directory = directory;
        this.plugins = PluginPath.unpack(directory.resolve("plugins"), zips());
        var startingKafka = CompletableFuture.supplyAsync(() -> KafkaBroker.start(directory.resolve("kafka")));
        var startingMqtt = CompletableFuture.supplyAsync(() -> HiveMqBroker.start(directory.resolve("mqtt")));
        var startingPostgres =
                CompletableFuture.supplyAsync(() -> EmbeddedPostgresServer.start(directory.resolve("postgres")));
        var startingStore = CompletableFuture.supplyAsync(() -> S3ProxyServer.start(directory.resolve("s3")));
        this.kafka = startingKafka.join();
        this.mqtt = startingMqtt.join();
        this.postgres = startingPostgres.join();
        this.store = startingStore.join();
    }

    /** In a fresh directory: what an earlier run has left is deleted. */
    static Services start() {
        try {
            Path directory = Path.of("target", "it-services").toAbsolutePath();
            if (Files.exists(directory)) {
                try (Stream<Path> old = Files.walk(directory)) {
                    for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(path);
                    }
                }
            }
            return new Services(Files.createDirectories(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packaged plugins, unpacked: what a worker takes as its plugin path. */
    Path plugins() {
        return plugins;
    }

    /** Where a test that starts a service of its own puts that one's directory. */
    Path directory() {
        return directory;
    }

    KafkaBroker kafka() {
        return kafka;
    }

    HiveMqBroker mqtt() {
        return mqtt;
    }

    EmbeddedPostgresServer postgres() {
        return postgres;
    }

    S3ProxyServer store() {
        return store;
    }

    /** The one worker of this version's cluster, with the packaged plugins; started again if a test has killed it. */
    synchronized ConnectWorker worker(WorkerVersion version) {
        ConnectWorker worker = workers.computeIfAbsent(version, this::startWorker);
        if (!worker.isAlive()) {
            worker.restart();
        }
        return worker;
    }

    /** A pipeline over these services, with its sinks reaching their targets through the given ports. */
    Pipeline pipeline(String name, int databasePort, String database, int storePort) {
        return new Pipeline(
                name,
                mqtt.uri(),
                "jdbc:postgresql://127.0.0.1:" + databasePort + "/" + database,
                URI.create("http://127.0.0.1:" + storePort),
                new Pipeline.Credentials(postgres.user(), postgres.password()),
                new Pipeline.Credentials(store.accessKey(), store.secretKey()));
    }

    /** One worker of a cluster that its test has to itself, and closes. Does not wait until it is ready. */
    ConnectWorker launchWorker(WorkerVersion version, String group, String name) {
        return ConnectWorker.launch(version, options(group, name));
    }

    /**
     * The one worker of a cluster that its test has to itself, and closes; its sources may write in transactions. Does not wait until it is ready.
     *
     * @param properties of the worker, beside those that depend on the machine
     * @param environment what its configurations may refer to
     */
    ConnectWorker launchWorker(
            WorkerVersion version, String group, Map<String, String> properties, Map<String, String> environment) {
        ConnectWorker.Options options =
                options(group, group).withExactlyOnceSource().withEnvironment(environment);
        for (Map.Entry<String, String> property : properties.entrySet()) {
            options = options.with(property.getKey(), property.getValue());
        }
        return ConnectWorker.launch(version, options);
    }

    private ConnectWorker startWorker(WorkerVersion version) {
        String group = "connect-" + version.number().replace('.', '-');
        return ConnectWorker.start(version, options(group, group));
    }

    private ConnectWorker.Options options(String group, String name) {
        return new ConnectWorker.Options(kafka.bootstrapServers(), group, plugins, directory.resolve(name))
                .withFastSessions();
    }

    private static List<Path> zips() {
        try (Stream<Path> files = Files.list(ZIPS)) {
            List<Path> zips = files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
            if (zips.size() != 3) {
                throw new IllegalStateException("expected the ZIPs of three plugins in " + ZIPS.toAbsolutePath()
                        + ", found " + zips + "; they are copied there by mvn verify");
            }
            return zips;
        } catch (IOException e) {
            throw new UncheckedIOException("no plugin ZIPs: they are copied there by mvn verify", e);
        }
    }

    @Override
    public void close() {
        workers.values().forEach(Service::close);
        store.close();
        postgres.close();
        mqtt.close();
        kafka.close();
    }
}
