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

/**
 * Messages of {@value Feed#PAYLOAD_BYTES} bytes: at the task from a broker in this process, whose own cost is left out, and from real brokers through a
 * worker.
 */
public final class MqttSuite implements Suite {

    private static final Scale QUICK = new Scale(100_000, new Match.Rounds(1, 3));
    private static final Scale FULL = new Scale(500_000, new Match.Rounds(1, 3));

    @Override
    public List<Figure> figures() {
        return List.of(
                WorkerMatches.MESSAGES_PER_SECOND,
                new Figure("cpu_us_per_message", 2, Sample::cpuMicrosPerItem),
                new Figure(
                        WorkerContestant.LONGEST_PAUSE,
                        0,
                        sample -> sample.work().count(WorkerContestant.LONGEST_PAUSE)));
    }

    @Override
    public Scale scale(boolean quick) {
        return quick ? QUICK : FULL;
    }

    @Override
    public List<Score> run(Stage stage) throws Exception {
        List<Score> scores = new ArrayList<>();
        for (int qos = 0; qos <= 2; qos++) {
            List<FloodFeed> feeds = new ArrayList<>();
            CpuClock brokers =
                    () -> feeds.stream().mapToLong(FloodFeed::cpuNanos).sum();
            Meter meter = new Meter(ProcessCpu.ofThisProcess().without(brokers), CpuClock.stopped());
            scores.addAll(stage.play("task.qos" + qos, Map.of(), meter, entrants(stage, qos, feeds)));
        }
        scores.addAll(new WorkerMatches(stage).play());
        return scores;
    }

    /**
     * The libraries at QoS 1 alone: HiveMQ's client drops messages of QoS 0 that its application is slow to take, and with neither
     * library does a round of QoS 2 end yet.
     */
    private static List<Entrant> entrants(Stage stage, int qos, List<FloodFeed> feeds) {
        Entrant task = new Entrant(
                "penstock", () -> TaskContestant.start(stage.penstock("source-mqtt"), feed(stage, feeds), qos));
        if (qos != 1) {
            return List.of(task);
        }
        return List.of(
                task,
                new Entrant("hivemq-client", () -> {
                    FloodFeed feed = feed(stage, feeds);
                    return new LibraryContestant(
                            feed, HiveMqClient.start(feed.port(), FloodFeed.FILTER, qos, feed::take));
                }),
                new Entrant("paho", () -> {
                    FloodFeed feed = feed(stage, feeds);
                    return new LibraryContestant(
                            feed, PahoClient.start(feed.port(), FloodFeed.FILTER, qos, feed::take));
                }));
    }

    private static FloodFeed feed(Stage stage, List<FloodFeed> feeds) {
        FloodFeed feed = new FloodFeed(stage.scale().items());
        feeds.add(feed);
        return feed;
    }
}
