package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** A parameter for each value: statements of many rows, or of one row each that are sent as a batch. */
final class ValuesSource implements RowSource {

    /** The protocol counts them in two bytes. */
    private static final int MAX_PARAMETERS = 65_535;

    private final RowExecutor executor;

    /** @param maxRows of one statement */
    ValuesSource(int maxRows) {
        this.executor = new RowExecutor(new PostgresValues(), maxRows, MAX_PARAMETERS);
    }

    @Override
    public boolean execute(Connection connection, Statement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        int width = columns.columns().size();
        String row =
                "(" + RowSource.list(width, i -> "?" + cast(columns.columns().get(i))) + ")";
        String noRows = "SELECT "
                + RowSource.list(width, i -> "NULL" + cast(columns.columns().get(i))) + " WHERE false";
        String end = ") AS u(" + RowSource.names(width) + ")" + statement.tail();
        RowStatement repeated = RowStatement.ofRows(
                statement.head() + "(VALUES ",
                row,
                end,
                IntStream.range(0, width).toArray(),
                statement.head() + "(" + noRows + end);
        try {
            return executor.execute(connection, repeated, columns, rows);
        } catch (BatchUpdateException e) {
            // Its message quotes the statement with the values in it; what the server has said is its cause.
            throw e.getCause() instanceof SQLException said
                    ? said
                    : new SQLException("a batch failed", e.getSQLState());
        }
    }

    private static String cast(Column column) {
        return "::" + PostgresTypes.arrayElement(column.type());
    }
}
