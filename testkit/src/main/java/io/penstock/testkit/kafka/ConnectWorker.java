package io.penstock.testkit.kafka;

import io.penstock.testkit.process.ChildJvm;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One distributed Connect worker. Workers with the same group and broker are one cluster. Its start waits until it has joined and answers; that
 * takes some seconds.
 */
public final class ConnectWorker implements Service {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * How to run a worker.
     *
     * @param bootstrapServers of the broker
     * @param groupId names the cluster and its internal topics
     * @param pluginPath a directory of unpacked plugins, as {@link PluginPath} makes it
     * @param directory for its configuration and its log, of this worker alone
     * @param properties of the worker, over those that the kit sets
     * @param jvmArgs after those that the kit sets
     * @param environment of the process, for the worker's config providers
     */
    public record Options(
            String bootstrapServers,
            String groupId,
            Path pluginPath,
            Path directory,
            Map<String, String> properties,
            List<String> jvmArgs,
            Map<String, String> environment) {

        public Options {
            properties = Map.copyOf(properties);
            jvmArgs = List.copyOf(jvmArgs);
            environment = Map.copyOf(environment);
        }

        public Options(
                String bootstrapServers,
                String groupId,
                Path pluginPath,
                Path directory,
                Map<String, String> properties) {
            this(bootstrapServers, groupId, pluginPath, directory, properties, List.of(), Map.of());
        }

        public Options(String bootstrapServers, String groupId, Path pluginPath, Path directory) {
            this(bootstrapServers, groupId, pluginPath, directory, Map.of(), List.of(), Map.of());
        }

        /** With one more worker property. */
        public Options with(String key, String value) {
            Map<String, String> more = new TreeMap<>(properties);
            more.put(key, value);
            return new Options(bootstrapServers, groupId, pluginPath, directory, more, jvmArgs, environment);
        }

        public Options withJvmArgs(String... args) {
            List<String> more = new ArrayList<>(jvmArgs);
            more.addAll(List.of(args));
            return new Options(bootstrapServers, groupId, pluginPath, directory, properties, more, environment);
        }

        public Options withEnvironment(Map<String, String> variables) {
            return new Options(bootstrapServers, groupId, pluginPath, directory, properties, jvmArgs, variables);
        }

        public Options withDirectory(Path other) {
            return new Options(bootstrapServers, groupId, pluginPath, other, properties, jvmArgs, environment);
        }

        /**
         * Source connectors write in transactions (KIP-618). All workers of a cluster alike. Transactions time out after 10 s instead of 60: a
         * worker that was killed within one cannot read its offsets, and so not start again, before that. A task frozen for longer than that
         * fails.
         */
        public Options withExactlyOnceSource() {
            return with("exactly.once.source.support", "enabled").with("producer.transaction.timeout.ms", "10000");
        }

        /** A dead or frozen worker is missed after 3 s instead of 10, a dead sink task's consumer likewise. */
        public Options withFastSessions() {
            return with("session.timeout.ms", "3000")
                    .with("heartbeat.interval.ms", "500")
                    .with("consumer.session.timeout.ms", "3000")
                    .with("consumer.heartbeat.interval.ms", "500")
                    .with("rebalance.timeout.ms", "10000");
        }
    }

    private final WorkerVersion version;
    private final URI restUrl;
    private final ConnectRest rest;
    private final ServiceProcess process;

    private ConnectWorker(WorkerVersion version, URI restUrl, ConnectRest rest, ServiceProcess process) {
        this.version = version;
        this.restUrl = restUrl;
        this.rest = rest;
        this.process = process;
    }

    /** @throws io.penstock.testkit.process.StartupException if it does not get ready */
    public static ConnectWorker start(WorkerVersion version, Options options) {
        ConnectWorker worker = launch(version, options);
        worker.process.awaitReady();
        return worker;
    }

    /** Starts it without waiting, so that several start at a time; {@link #awaitReady()} waits. */
    public static ConnectWorker launch(WorkerVersion version, Options options) {
        Path root = options.directory().toAbsolutePath();
        int port = FreePorts.next();
        URI restUrl = URI.create("http://127.0.0.1:" + port);
        Path config = ConfigFiles.properties(root.resolve("worker.properties"), properties(options, port));
        Path logging = ConfigFiles.resource(version.loggingResource(), root);
        List<String> jvmArgs =
                new ArrayList<>(List.of("-Xmx512m", "-D" + version.loggingProperty() + "=" + logging.toUri()));
        jvmArgs.addAll(options.jvmArgs());
        RuntimeClasspath classpath = RuntimeClasspath.of(version.classpath());
        String name = "connect-" + version.number();
        ConnectRest rest = new ConnectRest(restUrl);
        ServiceProcess process = ServiceProcess.launch(
                name,
                () -> ChildJvm.launch(
                        name,
                        classpath,
                        "org.apache.kafka.connect.cli.ConnectDistributed",
                        jvmArgs,
                        List.of(config.toString()),
                        options.environment(),
                        root.resolve(name + ".log")),
                rest::isReady,
                START,
                GRACE);
        return new ConnectWorker(version, restUrl, rest, process);
    }

    /** Waits for a {@link #launch}ed worker. */
    public void awaitReady() {
        process.awaitReady();
    }

    public WorkerVersion version() {
        return version;
    }

    public URI restUrl() {
        return restUrl;
    }

    public ConnectRest rest() {
        return rest;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    static Map<String, String> properties(Options options, int restPort) {
        Map<String, String> all = new TreeMap<>(Map.of(
                "bootstrap.servers",
                options.bootstrapServers(),
                "group.id",
                options.groupId(),
                "plugin.path",
                options.pluginPath().toAbsolutePath().toString(),
                "plugin.discovery",
                "service_load",
                "listeners",
                "http://127.0.0.1:" + restPort,
                "rest.advertised.host.name",
                "127.0.0.1",
                "rest.advertised.port",
                Integer.toString(restPort),
                "connector.client.config.override.policy",
                "All",
                "key.converter",
                "org.apache.kafka.connect.storage.StringConverter",
                "value.converter",
                "org.apache.kafka.connect.json.JsonConverter"));
        all.putAll(Map.of(
                "config.storage.topic", options.groupId() + "-configs",
                "offset.storage.topic", options.groupId() + "-offsets",
                "status.storage.topic", options.groupId() + "-status",
                "config.storage.replication.factor", "1",
                "offset.storage.replication.factor", "1",
                "status.storage.replication.factor", "1",
                "offset.storage.partitions", "1",
                "status.storage.partitions", "1",
                // The defaults, 5 minutes and 1 minute, are for clusters that run for months.
                "scheduled.rebalance.max.delay.ms", "2000",
                "offset.flush.interval.ms", "2000"));
        all.putAll(options.properties());
        return all;
    }
}
