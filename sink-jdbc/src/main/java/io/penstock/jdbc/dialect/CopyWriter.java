package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Inserts by binary COPY: the server parses no text and runs no executor per row. */
final class CopyWriter {

    private static final int CHUNK = 64 << 10;
    private static final String DATATYPE_MISMATCH = "42804";

    void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        String sql = "COPY " + PostgresNames.quote(columns.table()) + " (" + PostgresNames.list(columns.columns())
                + ") FROM STDIN (FORMAT binary)";
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyEncoder encoder = new CopyEncoder(columns, CHUNK);
            encoder.header();
            for (Row row : rows) {
                encoder.row(row);
                if (encoder.size() >= CHUNK) {
                    encoder.drainTo(copy);
                }
            }
            encoder.trailer();
            encoder.drainTo(copy);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        checkTypes(connection, columns);
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
