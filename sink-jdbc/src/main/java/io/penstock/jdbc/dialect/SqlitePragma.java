package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What SQLite tells of a table. A word that it does not know has no answer, and is no query to the driver. */
final class SqlitePragma {

    /** Reads an answer, which is before its first row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet answer) throws SQLException;
    }

    private SqlitePragma() {}

    /**
     * @param schema with a dot behind it, or empty for the one in which SQLite finds the table first
     * @param unknown what to return where this version does not know the word
     */
    static <T> T ask(Connection connection, String schema, String word, TableId id, Reader<T> reader, T unknown)
            throws SQLException {
        String sql = "PRAGMA " + schema + word + "(" + Identifiers.STANDARD.quote(id.name()) + ")";
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return unknown;
            }
            try (ResultSet answer = statement.getResultSet()) {
                return reader.read(answer);
            }
        }
    }
}
