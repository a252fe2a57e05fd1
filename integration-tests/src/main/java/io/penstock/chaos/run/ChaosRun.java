package io.penstock.chaos.run;

import io.penstock.chaos.check.BrokerWitness;
import io.penstock.chaos.check.Checker;
import io.penstock.chaos.check.Hop;
import io.penstock.chaos.check.Targets;
import io.penstock.chaos.cluster.ChaosCluster;
import io.penstock.chaos.cluster.Death;
import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.fault.FaultCounts;
import io.penstock.chaos.fault.Injector;
import io.penstock.chaos.fault.Occasions;
import io.penstock.chaos.fault.Operator;
import io.penstock.chaos.fault.StatusTopic;
import io.penstock.chaos.load.Load;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.Pace;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.TestBuild;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run: starts the pipeline, sends messages, lets the faults fall, heals everything, waits until nothing is under way, and asks the checker.
 */
public final class ChaosRun {

    /** Between two looks at the targets: longer than the longest timeout of {@code ConnectorConfigs}, 8 s. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(10);

    private static final int PLUGINS = 3;

    private final Settings settings;
    private final Consumer<String> out;
    private final List<String> breaches = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param out takes the story line by line */
    public ChaosRun(Settings settings, Consumer<String> out) {
        this.settings = settings;
        this.out = out;
    }

    /** @throws IOException if the plugins cannot be read or the directory not be written */
    public ChaosReport run() throws IOException, InterruptedException {
        Path directory = emptied(settings.directory());
        Path plugins = PluginPath.unpack(directory.resolve("plugins"), zips());
        settings.plantedBug()
                .ifPresent(bug -> TestBuild.plant(bug, settings.home(), plugins, directory.resolve("planted")));
        Schedule schedule = settings.schedule()
                .orElseGet(() -> Schedule.draw(settings.seed(), settings.topology(), settings.length()));
        long begin = System.nanoTime();
        try (ChaosCluster cluster = ChaosCluster.start(settings.topology(), settings.version(), plugins, directory)) {
            BrokerWitness witness = new BrokerWitness();
            if (settings.topology().profile().hasMqtt()) {
                cluster.watchBroker(witness::connection);
            }
            cluster.startConnectors();
            out.accept("the pipeline runs after " + seconds(begin) + " s");
            return underFaults(cluster, schedule, witness);
        }
    }

    private ChaosReport underFaults(ChaosCluster cluster, Schedule schedule, BrokerWitness witness)
            throws InterruptedException {
        MessageFactory messages = new MessageFactory(settings.seed());
        Injector injector = new Injector(cluster, out);
        try (Load load = load(cluster, messages);
                Operator operator = new Operator(
                        cluster, out, new StatusTopic(cluster.bootstrapServers(), Names.GROUP + "-status"));
                Checker checker = new Checker(targets(cluster), messages)) {
            long begin = System.nanoTime();
            load.start();
            operator.start();
            injector.run(schedule);
            awaitEnd(begin);
            injector.healAll();
            troubles.addAll(injector.unhealed());
            load.stop();
            long trafficSeconds = seconds(begin);
            Settling settling = new Settling(new Pipeline(cluster, load, checker), Settling.Bounds.USUAL, out);
            Receipts receipts = settling.await();
            breaches.addAll(settling.breaches());
            troubles.addAll(settling.troubles());
            Occasions occasions = new Occasions(injector.strikes());
            Reckoning reckoning =
                    reckoning(() -> checker.check(receipts, occasions::redeliveries, witness::deliveries));
            breaches.addAll(reckoning.breaches());
            // From now on it knows all failures: it reads what the cluster has noted of them.
            operator.settle();
            breaches.addAll(operator.breaches());
            troubles.addAll(operator.troubles());
            breaches.addAll(occasions.excess(operator.failures(), cluster::tasks));
            reportDeaths(cluster);
            troubles.addAll(load.failures());
            notes.addAll(injector.troubles());
            notes.addAll(reckoning.notes());
            FaultCounts counts = injector.counts();
            troubles.addAll(Proof.gaps(
                    reckoning.hops(), schedule, occasions.strikes(), receipts.sent(), Pace.DEFAULT, settings.length()));
            return new ChaosReport(
                    settings.seed(),
                    settings.topology(),
                    settings.version().number(),
                    settings.length().toMillis(),
                    trafficSeconds,
                    settings.commit(),
                    settings.plantedBug().map(Enum::name).orElse(""),
                    counts.struck(),
                    counts.midFlight(),
                    injector.strikes(),
                    counts.skipped(),
                    sum(receipts.sent().values()),
                    reckoning.hops(),
                    operator.failures(),
                    settling.isSettled(),
                    breaches,
                    troubles,
                    notes,
                    schedule.events());
        }
    }

    private static long sum(Collection<? extends Number> counts) {
        return counts.stream().mapToLong(Number::longValue).sum();
    }

    /** The faults may be over sooner than the traffic was asked to be. */
    private void awaitEnd(long begin) throws InterruptedException {
        long left = settings.length().toNanos() - (System.nanoTime() - begin);
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    /** That a target does not answer is the instrument's trouble; what was found before is still told. */
    private Reckoning reckoning(Supplier<List<Hop>> check) throws InterruptedException {
        try {
            return Reckoning.of(check, SECOND_LOOK);
        } catch (RuntimeException e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            troubles.add("the targets could not be read: " + trace);
            return new Reckoning(List.of(), List.of(), List.of());
        }
    }

    /** Workers run what is tested; any other service that ends by itself is none of the connectors' doing. */
    private void reportDeaths(ChaosCluster cluster) {
        List<String> workers = cluster.topology().workerSlots();
        for (Death death : cluster.deaths()) {
            (workers.contains(death.service()) ? breaches : troubles).add(death.toString());
        }
    }

    private static Targets targets(ChaosCluster cluster) {
        Topology topology = cluster.topology();
        Optional<Targets.Sql> sql = Optional.empty();
        if (topology.profile().hasJdbc()) {
            EmbeddedPostgresServer server = cluster.postgres();
            sql = Optional.of(new Targets.Sql(server.jdbcUrl(Names.DATABASE), server.user(), server.password()));
        }
        Optional<Targets.Store> store = Optional.empty();
        if (topology.profile().hasStore()) {
            S3ProxyServer server = cluster.store();
            store = Optional.of(
                    new Targets.Store(server.endpoint(), server.region(), server.accessKey(), server.secretKey()));
        }
        return new Targets(topology, cluster.bootstrapServers(), sql, store);
    }

    private Load load(ChaosCluster cluster, MessageFactory messages) {
        return settings.topology().profile().hasMqtt()
                ? Load.overMqtt(messages, cluster.mqttForPublishers(), Pace.DEFAULT)
                : Load.overKafka(messages, cluster.bootstrapServers(), Names.TOPIC, Pace.DEFAULT);
    }

    private List<Path> zips() throws IOException {
        List<Path> zips = List.of();
        if (Files.isDirectory(settings.zips())) {
            try (Stream<Path> files = Files.list(settings.zips())) {
                zips = files.filter(file -> file.toString().endsWith(".zip"))
                        .sorted()
                        .toList();
            }
        }
        if (zips.size() != PLUGINS) {
            throw new IOException("expected the ZIPs of " + PLUGINS + " plugins in " + settings.zips() + " but found "
                    + zips.size() + "; bin/chaos builds them, or: mvn -DskipTests package -pl integration-tests -am");
        }
        return zips;
    }

    private Path emptied(Path directory) throws IOException, InterruptedException {
        if (!RunDirectory.delete(directory)) {
            out.accept("warning: " + directory + " could not be emptied");
        }
        return Files.createDirectories(directory);
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
