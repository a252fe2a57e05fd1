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
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.s3.S3ProxyServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
        try (S3ProxyServer server = S3ProxyServer.startCounting(stage.directory("s3"));
                TcpProxy way = TcpProxy.to(server.port())) {
            Meter meter = new Meter(ProcessCpu.ofThisProcess(), ProcessCpu.ofTree(server.pid()));
            for (S3Case kind : S3Case.ALL) {
                S3Match match = S3Match.of(kind, stage.scale().items());
                way.delay(kind.way());
                URI endpoint = kind.way().isZero() ? server.endpoint() : URI.create("http://" + way.address());
                scores.addAll(stage.play(kind.title(), Map.of(), meter, entrants(stage, server, endpoint, match)));
            }
        }
        return scores;
    }

    private static List<Entrant> entrants(Stage stage, S3ProxyServer server, URI endpoint, S3Match match) {
        Function<String, Bucket> buckets = who -> {
            String name = match.kind().title() + "-" + who;
            return new Bucket(server, endpoint, name.replace('.', '-').toLowerCase(Locale.ROOT));
        };
        List<Entrant> entrants = new ArrayList<>();
        entrants.add(penstock("penstock", stage, match, buckets, Map.of()));
        if (match.kind().groups() > 1) {
            entrants.add(penstock("penstock-one-by-one", stage, match, buckets, Map.of("upload.concurrency", "1")));
        }
        entrants.add(new Entrant("encoder", () -> new EncoderFloor(match)));
        entrants.add(new Entrant("client", () -> new ClientFloor(match, buckets.apply("client"), 1)));
        entrants.add(new Entrant("client-4-threads", () -> new ClientFloor(match, buckets.apply("client-4"), 4)));
        return entrants;
    }

    private static Entrant penstock(
            String who, Stage stage, S3Match match, Function<String, Bucket> buckets, Map<String, String> settings) {
        return new Entrant(
                who, () -> TaskContestant.start(stage.penstock("sink-s3"), match, buckets.apply(who), settings));
    }
}
