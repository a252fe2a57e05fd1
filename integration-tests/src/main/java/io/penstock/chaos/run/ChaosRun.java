package io.penstock.chaos.run;

import io.penstock.chaos.check.Checker;
import io.penstock.chaos.check.Hop;
import io.penstock.chaos.cluster.ChaosCluster;
import io.penstock.chaos.fault.Injector;
import io.penstock.chaos.fault.Operator;
import io.penstock.chaos.load.KafkaLoad;
import io.penstock.chaos.load.Load;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MqttLoad;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.planted.TestBuild;
import io.penstock.testkit.kafka.PluginPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run: starts the pipeline, sends messages, lets the faults fall, heals everything, waits until nothing is under way, and asks the checker.
 */
public final class ChaosRun {

    /** All that was sent must be acknowledged, and all that Kafka has be stored, so soon after the last fault. */
    private static final Duration SETTLING = Duration.ofSeconds(120);

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
        try (ChaosCluster cluster =
                ChaosCluster.start(settings.topology(), settings.version(), plugins, directory)) {
            cluster.startConnectors();
            out.accept("the pipeline runs after " + seconds(begin) + " s");
            return underFaults(cluster, schedule);
        }
    }

    private ChaosReport underFaults(ChaosCluster cluster, Schedule schedule) throws InterruptedException {
        MessageFactory messages = new MessageFactory(settings.seed());
        try (Load load = load(cluster, messages);
                Operator operator = new Operator(cluster)) {
            load.start();
            Injector injector = new Injector(cluster, out);
            injector.run(schedule);
            injector.healAll();
            load.stop();
            long healed = System.nanoTime();
            if (!load.awaitAcknowledged(SETTLING)) {
                breaches.add("not all messages were acknowledged to their senders " + SETTLING.toSeconds()
                        + " s after the last fault");
            }
            Checker checker = new Checker(cluster.targets(), messages);
            awaitDrained(checker, load, healed);
            List<Hop> hops = checker.check(load);
            hops.forEach(hop -> breaches.addAll(hop.breaches()));
            breaches.addAll(operator.breaches());
            return new ChaosReport(
                    settings.seed(),
                    settings.topology(),
                    settings.version().number(),
                    settings.length().toSeconds(),
                    settings.plantedBug().map(Enum::name).orElse(""),
                    injector.counts().struck(),
                    injector.counts().midFlight(),
                    injector.counts().skipped(),
                    load.sent().values().stream().mapToLong(Long::longValue).sum(),
                    hops,
                    operator.failures(),
                    breaches,
                    schedule.events());
        }
    }

    private void awaitDrained(Checker checker, Load load, long healed) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (!checker.drained(load)) {
            if (System.nanoTime() - deadline > 0) {
                breaches.add("the pipeline still has something under way " + SETTLING.toSeconds()
                        + " s after the last fault: " + checker.pending(load));
                return;
            }
            Thread.sleep(500);
        }
        out.accept("nothing is under way any more " + seconds(healed) + " s after the last fault");
    }

    private Load load(ChaosCluster cluster, MessageFactory messages) {
        return settings.topology().profile().hasMqtt()
                ? new MqttLoad(cluster.mqttForPublishers(), messages)
                : new KafkaLoad(cluster.bootstrapServers(), messages);
    }

    private List<Path> zips() throws IOException {
        List<Path> zips = List.of();
        if (Files.isDirectory(settings.zips())) {
            try (Stream<Path> files = Files.list(settings.zips())) {
                zips = files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
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
