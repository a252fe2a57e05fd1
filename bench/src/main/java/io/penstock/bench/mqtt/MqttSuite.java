package io.penstock.bench.mqtt;

import io.penstock.bench.measure.CpuClock;
import io.penstock.bench.measure.Entrant;
import io.penstock.bench.measure.Figure;
import io.penstock.bench.measure.Match;
import io.penstock.bench.measure.Meter;
import io.penstock.bench.measure.ProcessCpu;
import io.penstock.bench.measure.Sample;
import io.penstock.bench.measure.Score;
import io.penstock.bench.suite.Scale;
import io.penstock.bench.suite.Stage;
import io.penstock.bench.suite.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages of {@value Feed#PAYLOAD_BYTES} bytes from a broker in this process, whose own cost is left out. */
public final class MqttSuite implements Suite {

    private static final Scale QUICK = new Scale(100_000, new Match.Rounds(1, 3));
    private static final Scale FULL = new Scale(500_000, new Match.Rounds(1, 3));

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("messages_per_s", 0, Sample::itemsPerSecond),
                new Figure("cpu_us_per_message", 2, Sample::cpuMicrosPerItem));
    }

    @Override
    public Scale scale(boolean quick) {
        return quick ? QUICK : FULL;
    }

    @Override
    public List<Score> run(Stage stage) throws Exception {
        List<Score> scores = new ArrayList<>();
        for (int qos = 0; qos <= 2; qos++) {
            List<Feed> feeds = new ArrayList<>();
            CpuClock brokers = () -> feeds.stream().mapToLong(Feed::cpuNanos).sum();
            Meter meter = new Meter(ProcessCpu.ofThisProcess().without(brokers), CpuClock.stopped());
            scores.addAll(stage.play("task.qos" + qos, Map.of(), meter, entrants(stage, qos, feeds)));
        }
        return scores;
    }

    /**
     * The libraries at QoS 1 alone: HiveMQ's client drops messages of QoS 0 that its application is slow to take, and with neither
     * library does a round of QoS 2 end yet.
     */
    private static List<Entrant> entrants(Stage stage, int qos, List<Feed> feeds) {
        Entrant task = new Entrant(
                "penstock", () -> TaskContestant.start(stage.penstock("source-mqtt"), feed(stage, feeds), qos));
        if (qos != 1) {
            return List.of(task);
        }
        return List.of(
                task,
                new Entrant("hivemq-client", () -> {
                    Feed feed = feed(stage, feeds);
                    return new LibraryContestant(feed, HiveMqClient.start(feed, qos));
                }),
                new Entrant("paho", () -> {
                    Feed feed = feed(stage, feeds);
                    return new LibraryContestant(feed, PahoClient.start(feed, qos));
                }));
    }

    private static Feed feed(Stage stage, List<Feed> feeds) {
        Feed feed = new Feed(stage.scale().items());
        feeds.add(feed);
        return feed;
    }
}
