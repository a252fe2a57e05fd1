package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Writes rows by prepared statements. */
final class StandardRows implements RowWriter {

    private final RowSql sql;
    private final RowExecutor executor;
    private final Upserts upserts;
    private final String lock;

    /**
     * @param lock what follows a query that locks its rows for writing; empty where the transaction keeps others from writing, or nothing is
     *     known that does
     */
    StandardRows(RowSql sql, RowExecutor executor, Upserts upserts, String lock) {
        this.sql = sql;
        this.executor = executor;
        this.upserts = upserts;
        this.lock = lock;
    }

    @Override
    public void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        executor.execute(connection, sql.insert(columns, ""), columns, rows);
    }

    @Override
    public boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return upserts.insertIgnore(connection, columns, rows);
    }

    @Override
    public boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return upserts.upsert(connection, columns, rows);
    }

    @Override
    public boolean update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        return !sql.restOf(columns).isEmpty() && executor.execute(connection, sql.update(columns), columns, rows);
    }

    /** One by one: drivers have no batches of queries. */
    @Override
    public BitSet older(Connection connection, ColumnSet key, List<Row> changes) throws SQLException {
        return executor.where(connection, sql.newer(key, lock), key, changes, 1);
    }

    @Override
    public UnaryOperator<@Nullable Object> stored(Column version) {
        return value -> value == null || value == Row.ABSENT ? value : executor.stored(version, value);
    }

    /** By DELETE: where there is a TRUNCATE beside PostgreSQL's, it commits. */
    @Override
    public void truncate(Connection connection, TableId table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM " + sql.names().quote(table));
        }
    }

    @Override
    public boolean delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException {
        return executor.execute(connection, sql.delete(key), key, rows);
    }
}
