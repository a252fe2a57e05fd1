package io.penstock.bench.jdbc;

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
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows into PostgreSQL, by tasks of the sinks as they are shipped. The server's CPU is that of all its processes: the backend,
 * the writers of log and pages, and the postmaster.
 */
public final class JdbcSuite implements Suite {

    private static final List<Integer> PUT_SIZES = List.of(500, 5_000);
    /** What can be asked for by {@code --who}, beside what the sink chooses by itself. */
    private static final List<String> METHODS = List.of("copy", "unnest", "multirow", "batch");

    private static final String DEBEZIUM = "debezium-connector-jdbc";
    private static final Scale QUICK = new Scale(20_000, new Match.Rounds(2, 2));
    private static final Scale FULL = new Scale(100_000, new Match.Rounds(1, 3));

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure("rows_per_s", 0, Sample::itemsPerSecond),
                new Figure("cpu_us_per_row", 2, s -> s.cpuMicrosPerItem() + s.serverCpuMicrosPerItem()),
                new Figure("client_cpu_us_per_row", 2, Sample::cpuMicrosPerItem),
                new Figure("server_cpu_us_per_row", 2, Sample::serverCpuMicrosPerItem));
    }

    @Override
    public Scale scale(boolean quick) {
        return quick ? QUICK : FULL;
    }

    @Override
    public List<Score> run(Stage stage) throws Exception {
        List<Score> scores = new ArrayList<>();
        try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(stage.directory("postgres"))) {
            Meter meter = new Meter(ProcessCpu.ofThisProcess(), ProcessCpu.ofTree(server.pid()));
            for (JdbcCase kind : JdbcCase.values()) {
                for (int putSize : PUT_SIZES) {
                    JdbcMatch match = new JdbcMatch(kind, putSize, stage.scale().items());
                    scores.addAll(stage.play(
                            kind.title(), Map.of("put_size", putSize), meter, entrants(stage, server, match)));
                }
            }
        }
        return scores;
    }

    private static List<Entrant> entrants(Stage stage, EmbeddedPostgresServer server, JdbcMatch match) {
        List<Entrant> entrants = new ArrayList<>(List.of(
                new Entrant("penstock", () -> {
                    OrderTable table = OrderTable.create(server, "orders_penstock");
                    return SinkContestant.start(
                            match, table, stage.penstock("sink-jdbc"), SinkSettings.penstock(server, match, table));
                }),
                new Entrant("debezium", () -> {
                    OrderTable table = OrderTable.create(server, "orders_debezium");
                    return SinkContestant.start(
                            match, table, stage.peer(DEBEZIUM), SinkSettings.debezium(server, match, table));
                }),
                new Entrant("debezium-unnest", () -> {
                    OrderTable table = OrderTable.create(server, "orders_debezium_unnest");
                    return SinkContestant.start(
                            match, table, stage.peer(DEBEZIUM), SinkSettings.debeziumUnnest(server, match, table));
                }),
                new Entrant(
                        "floor", () -> new Floor(match, OrderTable.create(server, "orders_floor"), server.connect()))));
        for (String method : METHODS) {
            String who = "penstock-" + method;
            if (stage.choice().names(who)) {
                entrants.add(new Entrant(who, () -> {
                    OrderTable table = OrderTable.create(server, "orders_penstock_" + method);
                    return SinkContestant.start(
                            match,
                            table,
                            stage.penstock("sink-jdbc"),
                            SinkSettings.penstockBy(method, server, match, table));
                }));
            }
        }
        return entrants;
    }
}
