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
    public boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        RowStatement insert = sql.insert(columns, "");
        if (rows.isEmpty()) {
            return executor.execute(connection, insert, columns, rows);
        }
        if (columns.keySize() == 0) {
            boolean changed = false;
            for (Row row : rows) {
                changed |= insertUnlessDuplicate(connection, insert, columns, row);
            }
            return changed;
        }
        List<Row> absent = executor.whereZero(connection, sql.count(columns), columns, rows);
        return !absent.isEmpty() && executor.execute(connection, insert, columns, absent);
    }

    @Override
    public boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (sql.restOf(columns).isEmpty()) {
            return insertIgnore(connection, columns, rows);
        }
        RowStatement update = sql.update(columns);
        RowStatement insert = sql.insert(columns, "");
        if (rows.isEmpty()) {
            executor.execute(connection, update, columns, rows);
            return executor.execute(connection, insert, columns, rows);
        }
        int[] found = executor.executeUpdates(connection, update, columns, rows);
        List<Row> absent = absent(connection, columns, rows, found);
        boolean inserted = !absent.isEmpty() && executor.execute(connection, insert, columns, absent);
        return inserted || RowExecutor.changesAny(found);
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

    private boolean insertUnlessDuplicate(Connection connection, RowStatement insert, ColumnSet columns, Row row)
            throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        try {
            executor.execute(connection, insert, columns, List.of(row));
            Savepoints.release(connection, savepoint);
            return true;
        } catch (SQLException e) {
            if (!duplicate.test(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            return false;
        }
    }
}
