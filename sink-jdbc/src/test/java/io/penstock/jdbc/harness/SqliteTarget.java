package io.penstock.jdbc.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** SQLite in a file of its own. */
public final class SqliteTarget extends Target {

    private final Path directory;
    private final String url;

    private SqliteTarget(Path directory, String url) throws SQLException {
        super(DriverManager.getConnection(url));
        this.directory = directory;
        this.url = url;
    }

    public static SqliteTarget create() throws SQLException {
        try {
            Path directory = Files.createTempDirectory("penstock-sqlite");
            return new SqliteTarget(directory, "jdbc:sqlite:" + directory.resolve("orders.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of("connection.url", url);
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    @Override
    public String instantText(String column) {
        return "REPLACE(" + column + ", '+00:00', '')";
    }

    @Override
    public String timestampText(String column) {
        return column;
    }

    @Override
    public String timeText(String column) {
        return column;
    }

    @Override
    public String dateText(String column) {
        return column;
    }

    @Override
    public String caselessText() {
        return "VARCHAR(30) COLLATE NOCASE";
    }

    @Override
    public boolean widensColumns() {
        return false;
    }

    /** There is no bound. */
    @Override
    public int longestName() {
        return 0;
    }

    @Override
    public void watchUpdates(String table) throws SQLException {
        String updates = quote("updates of " + table);
        execute("CREATE TABLE " + updates + " (n INT)");
        execute("CREATE TRIGGER updated AFTER UPDATE ON " + quote(table) + " BEGIN INSERT INTO " + updates
                + " VALUES (1); END");
    }

    @Override
    public boolean ignoresCase() {
        return true;
    }

    @Override
    public String hex(String column) {
        return "LOWER(HEX(" + column + "))";
    }

    @Override
    public boolean endsFrozenSessions() {
        return false;
    }

    @Override
    public boolean checksTypes() {
        return false;
    }

    @Override
    public int decimalDigits() {
        return 15;
    }

    @Override
    public void close() throws SQLException {
        super.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
