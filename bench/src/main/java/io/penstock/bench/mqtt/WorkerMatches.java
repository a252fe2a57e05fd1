package io.penstock.bench.mqtt;

import io.penstock.bench.measure.CpuClock;
import io.penstock.bench.measure.Entrant;
import io.penstock.bench.measure.Figure;
import io.penstock.bench.measure.Match;
import io.penstock.bench.measure.Meter;
import io.penstock.bench.measure.ProcessCpu;
import io.penstock.bench.measure.Sample;
import io.penstock.bench.measure.Score;
import io.penstock.bench.suite.Stage;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * From real brokers through a worker into Kafka. What a message takes is what it takes from the broker to a client (a library alone, which acknowledges at
 * once), and what it takes from a source to Kafka (the no-op source, with as many records in flight as the broker lets be), one after the other: no source
 * that acknowledges only what Kafka has can be faster than the two together.
 */
final class WorkerMatches {

    static final Figure MESSAGES_PER_SECOND = new Figure("messages_per_s", 0, Sample::itemsPerSecond);

    private static final String PENSTOCK = "penstock";
    private static final String NO_OP = "no-op";
    private static final List<String> DRAINS = List.of("hivemq-client", "paho");

    /** As the documentation says for small windows. */
    private static final Map<String, String> SMALL_WINDOW = Map.of("producer.override.linger.ms", "0");

    private final Stage stage;
    private final Optional<Path> mosquitto = MosquittoBroker.installed();
    private final List<Score> scores = new ArrayList<>();

    WorkerMatches(Stage stage) {
        this.stage = stage;
    }

    /** A worker's rounds are shorter than those at the task: a window is a round trip. */
    private int live() {
        return Math.max(1, stage.scale().items() / 10);
    }

    private int backlog() {
        return 2 * stage.scale().items();
    }

    List<Score> play() throws Exception {
        if (stage.wants("worker.mosquitto.qos1") || stage.wants("worker.hivemq.qos1") || stage.wants("backlog")) {
            try (Cluster cluster = Cluster.start(stage, false)) {
                playAtLeastOnce(cluster);
            }
        }
        if (stage.wants("worker.mosquitto.qos2") && mosquitto()) {
            try (Cluster cluster = Cluster.start(stage, true);
                    Broker broker = Broker.mosquitto(mosquitto.orElseThrow(), stage.directory("mosquitto-qos2"))) {
                play("worker.mosquitto.qos2", broker, 2, cluster);
            }
        }
        return List.copyOf(scores);
    }

    private void playAtLeastOnce(Cluster cluster) throws Exception {
        if (stage.wants("worker.mosquitto.qos1") && mosquitto()) {
            try (Broker broker = Broker.mosquitto(mosquitto.orElseThrow(), stage.directory("mosquitto"))) {
                play("worker.mosquitto.qos1", broker, 1, cluster);
            }
        }
        if (stage.wants("worker.hivemq.qos1")) {
            try (Broker broker = Broker.hiveMq(stage.directory("hivemq"))) {
                play("worker.hivemq.qos1", broker, 1, cluster);
            }
        }
        if (stage.wants("backlog") && mosquitto()) {
            try (Broker broker = Broker.mosquittoThatQueues(
                    mosquitto.orElseThrow(), stage.directory("mosquitto-backlog"), backlog())) {
                playBacklog(broker, cluster);
            }
        }
    }

    private boolean mosquitto() {
        if (mosquitto.isEmpty()) {
            stage.say("mosquitto is not installed: its cases are left out");
        }
        return mosquitto.isPresent();
    }

    /** At QoS 2 without libraries: with neither does a round end. */
    private void play(String name, Broker broker, int qos, Cluster cluster) throws Exception {
        stage.say(name + ": " + broker.settings());
        Round round = new Round(name, broker, qos, cluster);
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(new Entrant(PENSTOCK, () -> round.penstock(PENSTOCK, SMALL_WINDOW)));
        entrants.add(new Entrant(
                "penstock-without-overrides", () -> round.penstock("penstock-without-overrides", Map.of())));
        entrants.add(new Entrant(NO_OP, round::noOp));
        if (qos == 1) {
            entrants.add(new Entrant("hivemq-client", round::hiveMqClient));
            entrants.add(new Entrant("paho", round::paho));
        }
        CpuClock publishers =
                () -> round.feeds.stream().mapToLong(feed -> feed.cpu().nanos()).sum();
        Meter meter = new Meter(ProcessCpu.ofThisProcess().without(publishers), CpuClock.stopped());
        List<Score> found = stage.play(name, broker.labels(), meter, entrants);
        scores.addAll(found);
        sayShare(name, found);
    }

    private void sayShare(String name, List<Score> found) {
        double drain =
                DRAINS.stream().mapToDouble(who -> rate(found, who)).max().orElse(0);
        double noOp = rate(found, NO_OP);
        double ours = rate(found, PENSTOCK);
        if (drain > 0 && noOp > 0 && ours > 0) {
            stage.say(String.format(
                    Locale.ROOT,
                    "%s: %.0f %% of 1/(1/drain + 1/no-op) = %,.0f messages/s",
                    name,
                    100 * ours * (1 / drain + 1 / noOp),
                    1 / (1 / drain + 1 / noOp)));
        }
    }

    private static double rate(List<Score> found, String who) {
        return found.stream()
                .filter(score -> score.who().equals(who))
                .mapToDouble(score -> score.of(MESSAGES_PER_SECOND).median())
                .findFirst()
                .orElse(0);
    }

    private void playBacklog(Broker broker, Cluster cluster) throws Exception {
        stage.say("backlog: " + broker.settings());
        Round round = new Round("backlog", broker, 1, cluster);
        Meter meter = new Meter(CpuClock.stopped(), CpuClock.stopped());
        scores.addAll(stage.play(
                "backlog",
                Map.of("messages", backlog(), "window", broker.window()),
                new Match.Rounds(1, 1),
                meter,
                List.of(new Entrant(PENSTOCK, () -> {
                    BrokerFeed feed = round.feed(PENSTOCK, backlog(), BrokerFeed.ALL_AT_ONCE);
                    return new BacklogContestant(round.penstock(PENSTOCK, SMALL_WINDOW, feed), feed);
                }))));
    }

    /** What all contestants of a case share. */
    private final class Round {

        private final String caseName;
        private final Broker broker;
        private final int qos;
        private final Cluster cluster;
        private final List<BrokerFeed> feeds = new ArrayList<>();

        Round(String caseName, Broker broker, int qos, Cluster cluster) {
            this.caseName = caseName;
            this.broker = broker;
            this.qos = qos;
            this.cluster = cluster;
        }

        private String connector(String who) {
            return caseName + "." + who;
        }

        private BrokerFeed feed(String who, long messages, long ahead) {
            BrokerFeed feed = new BrokerFeed(broker.port(), caseName + "/" + who + "/temperature", messages, ahead);
            feeds.add(feed);
            return feed;
        }

        private WorkerContestant penstock(String who, Map<String, String> overrides)
                throws InterruptedException, ExecutionException {
            return penstock(who, overrides, feed(who, live(), BrokerFeed.LIVE));
        }

        private WorkerContestant penstock(String who, Map<String, String> overrides, BrokerFeed feed)
                throws InterruptedException, ExecutionException {
            Map<String, String> config = common(overrides);
            config.put("connector.class", "io.penstock.mqtt.MqttSourceConnector");
            config.put("mqtt.uris", "tcp://127.0.0.1:" + broker.port());
            config.put("mqtt.client.id", connector(who));
            config.put("mqtt.topics", feed.topic());
            config.put("mqtt.qos", Integer.toString(qos));
            config.put("mqtt.receive.maximum", Integer.toString(Feed.RECEIVE_MAXIMUM));
            config.put("kafka.topic", connector(who));
            if (qos == 2) {
                config.put("exactly.once.support", "required");
            }
            WorkerContestant started = WorkerContestant.start(cluster, connector(who), config, feed);
            feed.awaitSubscriber(started::take);
            return started;
        }

        private WorkerContestant noOp() throws IOException {
            Path allowed = stage.directory(connector(NO_OP) + ".allowed");
            Map<String, String> config = common(SMALL_WINDOW);
            config.put("connector.class", NoOpSource.class.getName());
            config.put(NoOpSource.ALLOWED, allowed.toString());
            config.put(NoOpSource.WINDOW, Integer.toString(broker.window()));
            config.put(NoOpSource.TOPIC, connector(NO_OP));
            return WorkerContestant.start(cluster, connector(NO_OP), config, new NoOpFeed(live(), allowed));
        }

        private Map<String, String> common(Map<String, String> overrides) {
            Map<String, String> config = new HashMap<>(overrides);
            config.put("tasks.max", "1");
            config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
            config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
            return config;
        }

        private LibraryContestant hiveMqClient() {
            BrokerFeed feed = feed("hivemq-client", live(), BrokerFeed.LIVE);
            return new LibraryContestant(feed, HiveMqClient.start(feed.port(), feed.topic(), qos, feed::take));
        }

        private LibraryContestant paho() throws MqttException {
            BrokerFeed feed = feed("paho", live(), BrokerFeed.LIVE);
            return new LibraryContestant(feed, PahoClient.start(feed.port(), feed.topic(), qos, feed::take));
        }
    }
}
