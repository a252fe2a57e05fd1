package io.penstock.bench.jdbc;

import io.penstock.bench.measure.WrongResultException;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One contestant's table, and what is done to it outside of the measured time. */
final class OrderTable implements AutoCloseable {

    private final String name;
    private final Connection connection;

    private OrderTable(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    static OrderTable create(EmbeddedPostgresServer server, String name) throws SQLException {
        OrderTable table = new OrderTable(name, server.connect());
        table.execute("DROP TABLE IF EXISTS " + name);
        // Autovacuum would come in whosever round it likes.
        table.execute("CREATE TABLE " + name + " " + Orders.DDL + " WITH (autovacuum_enabled = off)");
        return table;
    }

    String name() {
        return name;
    }

    /** @param filled with all keys, and none of the values that are to come */
    void reset(Orders orders, boolean filled) throws SQLException {
        execute("TRUNCATE " + name);
        if (filled) {
            execute("INSERT INTO " + name + " SELECT id, 'nobody', 'a product without a number', 0, 0, false,"
                    + " timestamp '2000-01-01' FROM generate_series(" + orders.first() + ", "
                    + (orders.first() + orders.count() - 1) + ") id");
        }
        // Else the writer of dirty pages would come in somebody's round.
        execute("CHECKPOINT");
    }

    /** @throws WrongResultException if it does not hold exactly these */
    void check(Orders orders) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT count(*), sum(id)::int8, sum(quantity)::int8, sum(price) FROM " + name)) {
            found.next();
            WrongResultException.unlessEqual(
                    "rows and sums in " + name,
                    orders.totals(),
                    new Orders.Totals(found.getLong(1), found.getLong(2), found.getLong(3), found.getDouble(4)));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
