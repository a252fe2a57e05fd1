package io.penstock.bench.jdbc;

import io.penstock.bench.measure.Contestant;
import io.penstock.bench.measure.Work;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** The least that the rows can cost: the driver alone, with columns that lie ready, a transaction for each {@value #TRANSACTION} rows. */
final class Floor implements Contestant {

    static final int TRANSACTION = 10_000;

    private final JdbcMatch match;
    private final OrderTable table;
    private final Connection connection;
    private final Writer writer;
    private Orders orders = Orders.ofRound(0, 0);

    /** How rows go to the server. */
    interface Writer {

        /** Untimed. */
        void load(Orders orders);

        void write(Connection connection, int from, int to) throws SQLException, IOException;
    }

    /** @param connection closed with this, like the table */
    Floor(JdbcMatch match, OrderTable table, Connection connection) throws SQLException {
        this.match = match;
        this.table = table;
        this.connection = connection;
        connection.setAutoCommit(false);
        this.writer = match.kind().upserts() ? new UnnestFloor(table.name()) : new CopyFloor(table.name());
    }

    @Override
    public void prepare(int round) throws SQLException {
        orders = match.orders(round);
        writer.load(orders);
        table.reset(orders, match.kind().filled());
    }

    @Override
    public void run() throws SQLException, IOException {
        for (int from = 0; from < orders.count(); from += TRANSACTION) {
            writer.write(connection, from, Math.min(orders.count(), from + TRANSACTION));
            connection.commit();
        }
    }

    @Override
    public Work check() throws SQLException {
        table.check(orders);
        return Work.of(orders.count());
    }

    @Override
    public void close() throws SQLException {
        try (table;
                connection) {
            connection.rollback();
        }
    }
}
