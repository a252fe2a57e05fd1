package io.penstock.chaos.run;

import io.penstock.chaos.check.Checker;
import io.penstock.chaos.check.Hop;
import io.penstock.chaos.check.Targets;
import io.penstock.chaos.cluster.ChaosCluster;
import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.fault.FaultCounts;
import io.penstock.chaos.fault.Injector;
import io.penstock.chaos.fault.Operator;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run: starts the pipeline, sends messages, lets the faults fall, heals everything, waits until nothing is under way, and asks the checker.
 */
public final class ChaosRun {

    /** All that was sent must be acknowledged, and all that Kafka has be stored, so soon after the last fault. */
    private static final Duration SETTLING = Duration.ofMinutes(2);

    private static final int PLUGINS = 3;

    private final Settings settings;
    private final Consumer<String> out;
    private final List<String> breaches = new ArrayList<>();

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
            cluster.startConnectors();
            out.accept("the pipeline runs after " + seconds(begin) + " s");
            return underFaults(cluster, schedule);
        }
    }

    private ChaosReport underFaults(ChaosCluster cluster, Schedule schedule) throws InterruptedException {
        MessageFactory messages = new MessageFactory(settings.seed());
        Injector injector = new Injector(cluster, out);
        try (Load load = load(cluster, messages);
                Operator operator = new Operator(cluster, out);
                Checker checker = new Checker(targets(cluster), messages)) {
            load.start();
            operator.start();
            injector.run(schedule);
            injector.healAll();
            breaches.addAll(injector.troubles());
            load.stop();
            long healed = System.nanoTime();
            if (!load.awaitAcknowledged(SETTLING)) {
                breaches.add("not all messages were acknowledged to their senders " + SETTLING.toSeconds()
                        + " s after the last fault");
            }
            Receipts receipts = load.receipts();
            awaitDrained(checker, receipts, healed);
            cluster.died()
                    .forEach(service -> breaches.add(service + " ended by itself; its log is " + cluster.log(service)));
            List<Hop> hops = checker.check(receipts);
            hops.forEach(hop -> hop.breaches().forEach(breach -> breaches.add(hop.name() + ": " + breach)));
            breaches.addAll(operator.breaches());
            FaultCounts counts = injector.counts();
            return new ChaosReport(
                    settings.seed(),
                    settings.topology(),
                    settings.version().number(),
                    settings.length().toSeconds(),
                    settings.plantedBug().map(Enum::name).orElse(""),
                    counts.struck(),
                    counts.midFlight(),
                    counts.skipped(),
                    receipts.sent().values().stream().mapToLong(Long::longValue).sum(),
                    hops,
                    operator.failures(),
                    breaches,
                    schedule.events());
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

    private void awaitDrained(Checker checker, Receipts receipts, long healed) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (!checker.drained(receipts)) {
            if (System.nanoTime() - deadline > 0) {
                breaches.add("the pipeline still has something under way " + SETTLING.toSeconds()
                        + " s after the last fault; records owed by connector: " + checker.lag(receipts));
                return;
            }
            Thread.sleep(500);
        }
        out.accept("nothing is under way any more " + seconds(healed) + " s after the last fault");
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

    private static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
