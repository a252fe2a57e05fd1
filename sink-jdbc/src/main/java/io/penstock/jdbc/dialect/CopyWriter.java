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
    }
}
