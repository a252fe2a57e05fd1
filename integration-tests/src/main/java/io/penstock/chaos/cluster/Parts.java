package io.penstock.chaos.cluster;

import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaCluster;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.mqtt.MosquittoBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.StartupException;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All services of a cluster by their names in the {@link Topology}, running or not. Thread-safe. */
final class Parts implements AutoCloseable {

    // A worker that is frozen or cut off never answers: another is soon asked instead.
    private static final Duration REST_TIMEOUT = Duration.ofSeconds(5);

    private final Topology topology;
    private final Network network;
    private final Path pluginPath;
    private final Path directory;
    private final Map<String, Part<? extends Service>> all = new LinkedHashMap<>();
    private final Map<String, Part<ConnectWorker>> workers = new LinkedHashMap<>();
    /** A client has threads of its own, and a worker keeps its port: one for each. */
    private final Map<String, ConnectRest> restsOfWorkers = new ConcurrentHashMap<>();

    private @Nullable KafkaCluster kafka;

    /** Starts nothing. */
    Parts(Topology topology, Network network, WorkerVersion version, Path pluginPath, Path directory) {
        this.topology = topology;
        this.network = network;
        this.pluginPath = pluginPath;
        this.directory = directory;
        for (int i = 0; i < topology.brokers(); i++) {
            int index = i;
            String name = topology.brokerNames().get(i);
            all.put(name, new Part<>(name, () -> kafka().brokers().get(index)));
        }
        for (String target : topology.targets()) {
            all.put(target, target(target));
        }
        for (String worker : topology.workerSlots()) {
            Part<ConnectWorker> part = new Part<>(worker, () -> ConnectWorker.launch(version, options(worker)));
            workers.put(worker, part);
            all.put(worker, part);
        }
    }

    Part<? extends Service> part(String name) {
        Part<? extends Service> part = all.get(name);
        if (part == null) {
            throw new IllegalArgumentException("no service " + name);
        }
        return part;
    }

    Collection<Part<? extends Service>> all() {
        return all.values();
    }

    /** Starts them at a time. Completed when all are ready, or one has failed and the others are done. */
    CompletableFuture<Void> start(List<String> names) {
        return CompletableFuture.allOf(names.stream()
                .map(name -> CompletableFuture.runAsync(() -> part(name).restart(), Parts::onThreadOfItsOwn))
                .toArray(CompletableFuture[]::new));
    }

    /** Of all brokers, without a proxy. */
    String bootstrapServers() {
        return kafka().bootstrapServers();
    }

    EmbeddedPostgresServer postgres() {
        return target(Topology.POSTGRES, EmbeddedPostgresServer.class);
    }

    S3ProxyServer store() {
        return target(Topology.STORE, S3ProxyServer.class);
    }

    /** The REST interfaces of all workers that are awake. */
    List<ConnectRest> rests() {
        List<ConnectRest> rests = new ArrayList<>();
        for (Part<ConnectWorker> worker : workers.values()) {
            if (worker.isAwake()) {
                rests.add(restsOfWorkers.computeIfAbsent(worker.name(), name -> rest(worker)));
            }
        }
        return rests;
    }

    private static ConnectRest rest(Part<ConnectWorker> worker) {
        return new ConnectRest(worker.service().restUrl(), REST_TIMEOUT, REST_TIMEOUT);
    }

    /** Kills them, workers first, since nothing more is asked of them. What they wrote stays on disk. All are killed though one resists. */
    @Override
    public void close() {
        List<Part<? extends Service>> backwards = new ArrayList<>(all.values());
        Collections.reverse(backwards);
        RuntimeException failure = null;
        for (Part<? extends Service> part : backwards) {
            try {
                part.kill();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized KafkaCluster kafka() {
        KafkaCluster launched = kafka;
        if (launched == null) {
            launched = KafkaCluster.launch(directory, network.doors(), Map.of());
            kafka = launched;
        }
        return launched;
    }

    private Part<? extends Service> target(String name) {
        Path home = directory.resolve(name);
        int port = network.port(name);
        return switch (name) {
            case Topology.MQTT -> new Part<>(name, () -> mqttBroker(home, port));
            case Topology.POSTGRES -> new Part<>(name, () -> EmbeddedPostgresServer.start(home, port));
            case Topology.STORE -> new Part<>(name, () -> S3ProxyServer.start(home, port));
            default -> throw new IllegalArgumentException("no target " + name);
        };
    }

    private Service mqttBroker(Path home, int port) {
        return switch (topology.mqttBroker()) {
            case HIVEMQ -> HiveMqBroker.start(home, port);
            case MOSQUITTO ->
                MosquittoBroker.start(
                        MosquittoBroker.installed()
                                .orElseThrow(() -> new StartupException("mosquitto is not installed")),
                        home,
                        port);
        };
    }

    private ConnectWorker.Options options(String worker) {
        String replicas = Integer.toString(topology.brokers());
        Map<String, String> properties = new HashMap<>(Map.of(
                "config.storage.replication.factor", replicas,
                "offset.storage.replication.factor", replicas,
                "status.storage.replication.factor", replicas,
                "scheduled.rebalance.max.delay.ms", "2000",
                "config.providers", "env",
                "config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                "config.providers.env.param.allowlist.pattern", "CHAOS_.*"));
        ConnectWorker.Options options = new ConnectWorker.Options(
                        network.bootstrapServers(worker),
                        Names.GROUP,
                        pluginPath,
                        directory.resolve(worker),
                        properties)
                .withFastSessions()
                .withEnvironment(network.environment(worker));
        return topology.transactions() ? options.withExactlyOnceSource() : options;
    }

    private <S extends Service> S target(String name, Class<S> type) {
        if (!topology.targets().contains(name)) {
            throw new IllegalStateException("the profile " + topology.profile() + " has no " + name);
        }
        return type.cast(part(name).service());
    }

    private static void onThreadOfItsOwn(Runnable start) {
        Thread thread = new Thread(start, "chaos-start");
        thread.setDaemon(true);
        thread.start();
    }
}
