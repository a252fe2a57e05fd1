package io.penstock.chaos.cluster;

import io.penstock.chaos.fault.Patient;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.fault.ByteWatch;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.s3.S3ProxyServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The pipeline: brokers, workers and targets in processes of their own, with a proxy between each worker and each of the others. Services,
 * connectors and links are named as in the {@link Topology}. Thread-safe.
 */
public final class ChaosCluster implements Patient, AutoCloseable {

    private static final Duration CONNECTORS_RUN = Duration.ofMinutes(2);
    private static final String TASKS = "tasks.max";

    private final Topology topology;
    private final Network network;
    private final Parts parts;
    private final AtomicInteger turn = new AtomicInteger();

    private ChaosCluster(Topology topology, Network network, Parts parts) {
        this.topology = topology;
        this.network = network;
        this.parts = parts;
    }

    /**
     * Starts everything but the spare worker, and makes topics, tables and buckets. Connectors are not started.
     *
     * @param pluginPath a directory of unpacked plugins
     * @param directory for data and logs, one below it for each service
     * @throws io.penstock.testkit.process.StartupException if something does not start; all the rest is ended then
     */
    public static ChaosCluster start(Topology topology, WorkerVersion version, Path pluginPath, Path directory) {
        Network network = new Network(topology);
        Parts parts = new Parts(topology, network, version, pluginPath, directory);
        Furniture furniture = new Furniture(topology, parts);
        CompletableFuture<Void> targets = parts.start(topology.targets());
        CompletableFuture<Void> workers = parts.start(topology.brokerNames())
                .thenRun(furniture::createTopics)
                .thenCompose(ready -> parts.start(topology.workerNames()));
        CompletableFuture<Void> everything =
                CompletableFuture.allOf(targets.thenRun(() -> furniture.fillTargets(network)), workers);
        ChaosCluster cluster = new ChaosCluster(topology, network, parts);
        try {
            // Waits for all, so that nothing is still on its way when one has failed.
            everything.join();
            return cluster;
        } catch (CompletionException e) {
            cluster.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public Topology topology() {
        return topology;
    }

    /** Puts all configurations and waits until all connectors run with all their tasks. */
    public void startConnectors() {
        List<String> connectors = topology.profile().connectors();
        connectors.forEach(connector -> rest().put(connector, config(connector)));
        for (String connector : connectors) {
            var unused = rest().awaitRunning(connector, tasks(connector), CONNECTORS_RUN);
        }
    }

    /** As many as the connector has while no fault changes it. */
    public int tasks(String connector) {
        return Integer.parseInt(config(connector).getOrDefault(TASKS, "1"));
    }

    /** The connector's configuration as it is put at the start: with two tasks if it is a sink. */
    @Override
    public Map<String, String> config(String connector) {
        return new ConnectorConfigs(topology, databaseLogin(), storeLogin()).of(connector);
    }

    /** Of all brokers, without a proxy. */
    public String bootstrapServers() {
        return parts.bootstrapServers();
    }

    /** Through the link {@code publisher>mqtt}. */
    public URI mqttForPublishers() {
        return URI.create("tcp://"
                + link(Topology.link(Topology.PUBLISHER, Topology.MQTT)).address());
    }

    /** @throws IllegalStateException if the profile has none */
    public EmbeddedPostgresServer postgres() {
        return parts.postgres();
    }

    /** @throws IllegalStateException if the profile has none */
    public S3ProxyServer store() {
        return parts.store();
    }

    /** @param name of {@link Topology#links()} */
    @Override
    public TcpProxy link(String name) {
        return network.link(name);
    }

    /**
     * Lets someone see all that the MQTT broker says to the workers, whatever becomes of it on its way. To be called before the connectors are started.
     *
     * @param watches gives one for each connection
     */
    public void watchBroker(Supplier<ByteWatch> watches) {
        for (String worker : topology.workerSlots()) {
            link(Topology.link(worker, Topology.MQTT)).watchResponses(watches);
        }
    }

    /** The services that are ready, and neither frozen nor dead. */
    @Override
    public Set<String> awake() {
        return those(Part::isAwake);
    }

    /** The services that have ever ended though nobody told them to. */
    public Set<String> died() {
        return those(Part::hasDied);
    }

    /** What {@link #died()} names, each time with its reason as far as the log tells it. */
    public List<Death> deaths() {
        return parts.all().stream().flatMap(part -> part.deaths().stream()).toList();
    }

    /** Whether its process is there, frozen or not, and was not told to end. */
    @Override
    public boolean isAlive(String service) {
        return parts.part(service).isAlive();
    }

    /** SIGKILL. */
    @Override
    public void kill(String service) {
        parts.part(service).kill();
    }

    /**
     * SIGSTOP.
     *
     * @throws IllegalStateException if it is not awake
     */
    @Override
    public void freeze(String service) {
        parts.part(service).freeze();
    }

    /** SIGCONT; harmless if it is not frozen. */
    @Override
    public void resume(String service) {
        parts.part(service).resume();
    }

    /** Starts it, after it was stopped in good order if it runs, and waits until it is ready or someone ends it. */
    @Override
    public void restart(String service) {
        parts.part(service).restart();
    }

    /** Ends it in good order, or by SIGKILL if it takes longer than 15 s. */
    @Override
    public void stop(String service) {
        parts.part(service).stop();
    }

    /** The spare one, or one that was stopped; waits until it is ready. */
    @Override
    public void startWorker(String name) {
        if (!topology.workerSlots().contains(name)) {
            throw new IllegalArgumentException("no worker " + name);
        }
        parts.part(name).restart();
    }

    /**
     * Of a worker that is awake, each time the next one. It gives up after some seconds, since a worker that is cut off does not answer: then ask
     * another.
     *
     * @throws IllegalStateException if none is awake
     */
    @Override
    public ConnectRest rest() {
        List<ConnectRest> rests = parts.rests();
        if (rests.isEmpty()) {
            throw new IllegalStateException("no worker is awake");
        }
        return rests.get(Math.floorMod(turn.getAndIncrement(), rests.size()));
    }

    /** Everything that it printed, of all its starts. */
    public Path log(String service) {
        return parts.part(service).service().logFile();
    }

    /** Kills everything. What it wrote stays on disk. */
    @Override
    public void close() {
        parts.close();
        network.close();
    }

    private Set<String> those(Predicate<Part<? extends Service>> condition) {
        Set<String> names = new TreeSet<>();
        for (Part<? extends Service> part : parts.all()) {
            if (condition.test(part)) {
                names.add(part.name());
            }
        }
        return names;
    }

    private Optional<ConnectorConfigs.Login> databaseLogin() {
        return topology.profile().hasJdbc()
                ? Optional.of(
                        new ConnectorConfigs.Login(postgres().user(), postgres().password()))
                : Optional.empty();
    }

    private Optional<ConnectorConfigs.Login> storeLogin() {
        return topology.profile().hasStore()
                ? Optional.of(new ConnectorConfigs.Login(store().accessKey(), store().secretKey()))
                : Optional.empty();
    }
}
