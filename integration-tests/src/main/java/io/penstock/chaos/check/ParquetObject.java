package io.penstock.chaos.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A Parquet file, by DuckDB. */
final class ParquetObject {

    private ParquetObject() {}

    /** In the order of the file. All of it or, where it is damaged, what stands before. */
    static void read(InputStream in, ObjectParser parser) throws IOException {
        Path file = Files.createTempFile("penstock-chaos-", ".parquet");
        try {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            read("read_parquet('" + file.toString().replace("'", "''") + "')", parser);
        } catch (SQLException e) {
            // Without its text, which may quote values.
            throw new IOException("SQLSTATE " + e.getSQLState(), e);
        } finally {
            Files.delete(file);
        }
    }

    private static void read(String file, ObjectParser parser) throws SQLException, IOException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("SET threads = 1");
            parser.schema(schema(statement, file));
            try (ResultSet rows = statement.executeQuery("SELECT to_json(r)::VARCHAR FROM " + file + " r")) {
                while (rows.next()) {
                    parser.record(rows.getString(1));
                }
            }
        }
    }

    private static String schema(Statement statement, String file) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + file)) {
            while (columns.next()) {
                text.append(columns.getString(1))
                        .append(' ')
                        .append(columns.getString(2))
                        .append('\n');
            }
        }
        return text.toString();
    }
}
