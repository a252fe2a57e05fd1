package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Runs statements over rows: as many rows in one statement as the database takes, and the statements as one batch of the
 * driver.
 */
final class RowExecutor {

    private final ValueSetter values;
    private final int maxRows;
    private final int maxParameters;
    private final StatementBounds bounds;

    /**
     * @param maxRows the most rows of one statement; 1 where the driver's batches are faster
     * @param maxParameters the most parameters of one statement
     */
    RowExecutor(ValueSetter values, int maxRows, int maxParameters) {
        this(values, maxRows, maxParameters, StatementBounds.NONE);
    }

    RowExecutor(ValueSetter values, int maxRows, int maxParameters, StatementBounds bounds) {
        this.values = values;
        this.maxRows = maxRows;
        this.maxParameters = maxParameters;
        this.bounds = bounds;
    }

    /** What the column makes of a value that it stores. */
    Object stored(Column column, Object value) {
        return values.stored(column, value);
    }

    /**
     * Without rows the database is asked whether it takes the statement at all.
     *
     * @return whether it has changed a row, true where the driver does not tell
     */
    boolean execute(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            probe(connection, statement, columns);
            return false;
        }
        boolean changed = false;
        for (List<Row> part : bounds.parts(connection, statement, columns, rows)) {
            int chunk = chunk(statement, part.size());
            int whole = part.size() / chunk * chunk;
            changed |= execute(connection, statement, columns, part.subList(0, whole), chunk);
            changed |= execute(connection, statement, columns, part.subList(whole, part.size()), part.size() - whole);
        }
        return changed;
    }

    private static void probe(Connection connection, RowStatement statement, ColumnSet columns) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sqlWithoutRows())) {
            if (!statement.isRepeatable()) {
                for (int i = 0; i < statement.width(); i++) {
                    Column column = columns.columns().get(statement.column(i));
                    prepared.setNull(i + 1, column.jdbcType());
                }
            }
            prepared.executeUpdate();
        }
    }

    private int chunk(RowStatement statement, int rows) {
        if (!statement.isRepeatable()) {
            return 1;
        }
        return Math.max(1, Math.min(Math.min(maxRows, rows), maxParameters / Math.max(1, statement.width())));
    }

    private boolean execute(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows, int chunk)
            throws SQLException {
        if (rows.isEmpty()) {
            return false;
        }
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(chunk))) {
            int inChunk = 0;
            for (Row row : rows) {
                set(prepared, inChunk * statement.width(), statement, columns, row);
                if (++inChunk == chunk) {
                    prepared.addBatch();
                    inChunk = 0;
                }
            }
            return changesAny(prepared.executeBatch());
        }
    }

    /** @param counts of a batch's statements; less than 0 where the driver does not tell */
    static boolean changesAny(int[] counts) {
        return Arrays.stream(counts).anyMatch(count -> count != 0);
    }

    /** @return how many rows the statement, an update, has found for each row; less than 0 where the driver does not tell */
    int[] executeUpdates(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(1))) {
            int[] found = new int[rows.size()];
            int done = 0;
            for (List<Row> part : bounds.parts(connection, statement, columns, rows)) {
                for (Row row : part) {
                    set(prepared, 0, statement, columns, row);
                    prepared.addBatch();
                }
                int[] counts = prepared.executeBatch();
                System.arraycopy(counts, 0, found, done, counts.length);
                done += counts.length;
            }
            return found;
        }
    }

    /** @return the rows for which the statement, a count, answers 0 */
    List<Row> whereZero(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        return where(connection, statement, columns, rows, 0).stream()
                .mapToObj(rows::get)
                .toList();
    }

    /** @return the indexes of the rows for which the statement, a query, answers the number */
    BitSet where(Connection connection, RowStatement statement, ColumnSet columns, List<Row> rows, long answer)
            throws SQLException {
        BitSet found = new BitSet(rows.size());
        try (PreparedStatement prepared = connection.prepareStatement(statement.sql(1))) {
            for (int i = 0; i < rows.size(); i++) {
                bounds.parts(connection, statement, columns, rows.subList(i, i + 1));
                set(prepared, 0, statement, columns, rows.get(i));
                try (ResultSet result = prepared.executeQuery()) {
                    found.set(i, result.next() && result.getLong(1) == answer);
                }
            }
        }
        return found;
    }

    private void set(PreparedStatement prepared, int before, RowStatement statement, ColumnSet columns, Row row)
            throws SQLException {
        for (int i = 0; i < statement.width(); i++) {
            int index = statement.column(i);
            Column column = columns.columns().get(index);
            Object value = row.cell(columns.cell(index));
            if (value == null || value == Row.ABSENT) {
                prepared.setNull(before + i + 1, values.typeOfNull(column));
            } else {
                values.set(prepared, before + i + 1, column, value);
            }
        }
    }
}
