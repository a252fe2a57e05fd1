package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
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
    private final boolean countsFound;

    /**
     * @param duplicate whether a failure is a unique constraint's
     * @param countsFound whether an update counts rows that it leaves as they were
     */
    PortableUpserts(RowSql sql, RowExecutor executor, Predicate<SQLException> duplicate, boolean countsFound) {
        this.sql = sql;
        this.executor = executor;
        this.duplicate = duplicate;
        this.countsFound = countsFound;
    }

    @Override
    public void insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        RowStatement insert = sql.insert(columns, "");
        if (rows.isEmpty()) {
            executor.execute(connection, insert, columns, rows);
        } else if (columns.keySize() == 0) {
            for (Row row : rows) {
                insertUnlessDuplicate(connection, insert, columns, row);
            }
        } else {
            List<Row> absent = executor.whereZero(connection, sql.count(columns), columns, rows);
            if (!absent.isEmpty()) {
                executor.execute(connection, insert, columns, absent);
            }
        }
    }

    @Override
    public void upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (sql.restOf(columns).isEmpty()) {
            insertIgnore(connection, columns, rows);
        } else {
            List<Row> absent = update(connection, columns, rows);
            if (!absent.isEmpty() || rows.isEmpty()) {
                executor.execute(connection, sql.insert(columns, ""), columns, absent);
            }
        }
    }

    /** @return the rows that are not there */
    private List<Row> update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        RowStatement update = sql.update(columns);
        if (rows.isEmpty()) {
            executor.execute(connection, update, columns, rows);
            return rows;
        }
        return absent(connection, columns, rows, executor.executeUpdates(connection, update, columns, rows));
    }

    /** By the counts where they tell; one that is there may have been left alone by the rule. */
    private List<Row> absent(Connection connection, ColumnSet columns, List<Row> rows, int[] found)
            throws SQLException {
        boolean zeroTells = countsFound && columns.overwrites().isAlways();
        List<Row> absent = new ArrayList<>();
        List<Row> unsure = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0 && zeroTells) {
                absent.add(rows.get(i));
            } else if (found[i] <= 0) {
                unsure.add(rows.get(i));
            }
        }
        absent.addAll(executor.whereZero(connection, sql.count(columns), columns, unsure));
        return absent;
    }

    private void insertUnlessDuplicate(Connection connection, RowStatement insert, ColumnSet columns, Row row)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            executor.execute(connection, insert, columns, List.of(row));
            Savepoints.release(connection, savepoint);
        } catch (SQLException e) {
            if (!duplicate.test(e)) {
                throw e;
            }
            connection.rollback(savepoint);
        }
    }
}
