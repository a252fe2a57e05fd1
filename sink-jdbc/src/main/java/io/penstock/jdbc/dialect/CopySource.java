package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Binary COPY: the server parses no text and runs no executor for each row. Into the table itself, or one that goes with the statement. */
final class CopySource implements RowSource {

    private static final String DATATYPE_MISMATCH = "42804";
    private static final String TEMPORARY = "pg_temp.penstock_copied_rows";

    /** @param columns of which each can be encoded */
    static void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String table = PostgresNames.quote(columns.table()) + " (" + PostgresNames.list(columns.columns()) + ")";
        copy(connection, table, CopyEncoder.ofColumns(columns), rows);
        checkTypes(connection, columns);
    }

    /** In one session there is one such table at a time, so that nothing is left of it where the transaction goes on or is another session's. */
    @Override
    public boolean execute(Connection connection, Statement statement, ColumnSet columns, List<Row> rows)
            throws SQLException {
        String definitions = RowSource.list(
                columns.columns().size(),
                i -> "c" + i + " "
                        + PostgresTypes.arrayElement(columns.columns().get(i).type()));
        PostgresDialect.execute(connection, "CREATE TEMP TABLE " + TEMPORARY + " (" + definitions + ") ON COMMIT DROP");
        copy(connection, TEMPORARY, CopyEncoder.ofElements(columns), rows);
        try (PreparedStatement prepared = connection.prepareStatement(statement.over(TEMPORARY + " AS u"))) {
            boolean changed = prepared.executeUpdate() > 0;
            PostgresDialect.execute(connection, "DROP TABLE " + TEMPORARY);
            return changed;
        }
    }

    private static void copy(Connection connection, String table, CopyEncoder encoder, List<Row> rows)
            throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)");
        try {
            encoder.writeTo(copy, rows);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /**
     * Eight bytes are a bigint, a double or a timestamp, whatever they were meant to be. From the COPY to the end of the
     * transaction the table is locked against changes, so its types are looked at now, when they cannot change any more.
     */
    private static void checkTypes(Connection connection, ColumnSet columns) throws SQLException {
        if (!PostgresCatalog.columns(connection, columns.table()).containsAll(columns.columns())) {
            throw new SQLException(
                    "columns of " + columns.table() + " have other types than when they were last looked at",
                    DATATYPE_MISMATCH);
        }
    }
}
