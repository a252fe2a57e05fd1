package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.function.Predicate;

/**
 * Upserts in SQL that every database has: rows are updated, and those that were not there are inserted. When another session
 * inserts the same key in between, the insert is refused, and the attempt that follows finds the row.
 */
final class PortableUpserts implements Upserts {

    private final RowSql sql;
    private final RowExecutor executor;
    private final Predicate<SQLException> duplicate;

    /** @param duplicate whether a failure is a unique constraint's */
    PortableUpserts(RowSql sql, RowExecutor executor, Predicate<SQLException> duplicate) {
        this.sql = sql;
        this.executor = executor;
        this.duplicate = duplicate;
    }

    @Override
    public void insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        RowStatement insert = sql.insert(columns, "");
        if (columns.keySize() == 0) {
            for (Row row : rows) {
                insertUnlessDuplicate(connection, insert, columns, row);
            }
        } else {
            List<Row> absent = executor.whereZero(connection, sql.count(columns), columns, rows);
            executor.execute(connection, insert, columns, absent);
        }
    }

    @Override
    public void upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (sql.restOf(columns).isEmpty()) {
            insertIgnore(connection, columns, rows);
        } else {
            List<Row> untouched = executor.executeUpdates(connection, sql.update(columns), columns, rows);
            // One that is there may have been left alone by the rule.
            List<Row> absent = columns.overwrites().isAlways()
                    ? untouched
                    : executor.whereZero(connection, sql.count(columns), columns, untouched);
            executor.execute(connection, sql.insert(columns, ""), columns, absent);
        }
    }

    private void insertUnlessDuplicate(Connection connection, RowStatement insert, ColumnSet columns, Row row)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            executor.execute(connection, insert, columns, List.of(row));
            connection.releaseSavepoint(savepoint);
        } catch (SQLException e) {
            if (!duplicate.test(e)) {
                throw e;
            }
            connection.rollback(savepoint);
        }
    }
}
