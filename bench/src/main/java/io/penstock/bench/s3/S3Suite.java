package io.penstock.bench.s3;

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
import io.penstock.testkit.s3.S3ProxyServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records into objects, by the sink's task as it is shipped. Requests are counted by the server. */
public final class S3Suite implements Suite {

    private static final Scale QUICK = new Scale(200_000, new Match.Rounds(1, 1));
    private static final Scale FULL = new Scale(1_000_000, new Match.Rounds(1, 3));

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("records_per_s", 0, Sample::itemsPerSecond),
                new Figure("records_per_cpu_s", 0, Sample::itemsPerCpuSecond),
                new Figure("objects_per_s", 1, sample -> sample.work().count("objects") / sample.seconds()),
                new Figure("requests_per_object", 2, sample -> perObject(sample, "requests")),
                new Figure("object_kb", 1, sample -> perObject(sample, "bytes") / 1e3),
                new Figure("server_cpu_us_per_record", 2, Sample::serverCpuMicrosPerItem));
    }

    /** 0 where there are none. */
    private static double perObject(Sample sample, String count) {
        return (double) sample.work().count(count) / Math.max(1, sample.work().count("objects"));
    }

    @Override
    public Scale scale(boolean quick) {
        return quick ? QUICK : FULL;
    }

    @Override
    public List<Score> run(Stage stage) throws Exception {
        List<Score> scores = new ArrayList<>();
        try (S3ProxyServer server = S3ProxyServer.startCounting(stage.directory("s3"))) {
            Meter meter = new Meter(ProcessCpu.ofThisProcess(), ProcessCpu.ofTree(server.pid()));
            for (S3Case kind : S3Case.ALL) {
                S3Match match = S3Match.of(kind, stage.scale().items());
                scores.addAll(stage.play(kind.title(), Map.of(), meter, entrants(stage, server, match)));
            }
        }
        return scores;
    }

    private static List<Entrant> entrants(Stage stage, S3ProxyServer server, S3Match match) {
        return List.of(
                new Entrant(
                        "penstock",
                        () -> TaskContestant.start(
                                stage.penstock("sink-s3"), match, bucket(server, match, "penstock"))),
                new Entrant("encoder", () -> new EncoderFloor(match)),
                new Entrant("client", () -> new ClientFloor(match, bucket(server, match, "client"), 1)),
                new Entrant("client-4-threads", () -> new ClientFloor(match, bucket(server, match, "client-4"), 4)));
    }

    private static Bucket bucket(S3ProxyServer server, S3Match match, String who) {
        String name = match.kind().title() + "-" + who;
        return new Bucket(server, name.replace('.', '-').toLowerCase(Locale.ROOT));
    }
}
