package io.penstock.bench.jdbc;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import io.penstock.bench.plugin.Plugin;
import io.penstock.bench.plugin.SinkDriver;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/** A JDBC sink's task, ours or a peer's. */
final class SinkContestant implements Contestant {

    private final JdbcMatch match;
    private final OrderTable table;
    private final SinkDriver driver;
    private Orders orders = Orders.ofRound(0, 0);
    private List<List<SinkRecord>> batches = List.of();

    private SinkContestant(JdbcMatch match, OrderTable table, SinkDriver driver) {
        this.match = match;
        this.table = table;
        this.driver = driver;
    }

    /** @param table must be there when the task starts; closed with this */
    static SinkContestant start(JdbcMatch match, OrderTable table, Plugin plugin, Map<String, String> props) {
        return new SinkContestant(match, table, SinkDriver.start(plugin, props, Orders.PARTITION));
    }

    @Override
    public void prepare(int round) throws SQLException {
        orders = match.orders(round);
        batches = match.batches(round);
        table.reset(orders, match.kind().filled());
    }

    @Override
    public void run() throws InterruptedException {
        for (List<SinkRecord> batch : batches) {
            driver.put(batch);
        }
        driver.commit();
    }

    @Override
    public Work check() throws SQLException {
        table.check(orders);
        return Work.of(orders.count());
    }

    @Override
    public void close() throws SQLException {
        try (table) {
            driver.close();
        }
    }
}
