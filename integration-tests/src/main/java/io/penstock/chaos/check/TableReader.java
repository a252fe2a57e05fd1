package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What the database holds, by plain SQL, on a session of its own for each question. */
final class TableReader {

    private static final int FETCH = 5_000;
    private static final String CONNECT_SECONDS = "10";

    /** For the first rows of a table that has to be sorted, on a busy machine. */
    private static final String ANSWER_SECONDS = "120";

    // The paddings stay where they are: the database itself holds them against their digests.
    private static final String COLUMNS = "coalesce(publisher, -1), coalesce(sequence, -1), coalesce(key, ''), speed,"
            + " coalesce(digest, ''), coalesce(md5(padding) = digest, false), coalesce("
            + Names.PARTITION_FIELD + ", -1), coalesce(" + Names.OFFSET_FIELD + ", -1)";

    private final Targets.Sql sql;

    TableReader(Targets.Sql sql) {
        this.sql = sql;
    }

    /** In the order of their arrival. */
    List<StoredRecord> inserted() {
        List<StoredRecord> rows = new ArrayList<>();
        read("SELECT " + COLUMNS + " FROM " + Names.INSERTED + " ORDER BY arrival", row -> rows.add(record(row)));
        return rows;
    }

    /** By primary key. */
    Map<String, StoredRecord> upserted() {
        Map<String, StoredRecord> rows = new HashMap<>();
        read("SELECT " + COLUMNS + ", id FROM " + Names.UPSERTED, row -> rows.put(row.getString(9), record(row)));
        return rows;
    }

    /** Each time that a key took a record that was not newer than all before, also if its row was deleted between. */
    List<String> regressions() {
        List<String> found = new ArrayList<>();
        read(
                "SELECT id, " + Names.PARTITION_FIELD + ", new_offset, old_offset FROM " + Names.REGRESSIONS
                        + " ORDER BY 1, 2, 3",
                row -> found.add(row.getString(1) + ": " + new Coordinates(row.getInt(2), row.getLong(3)) + " over "
                        + row.getLong(4)));
        return found;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void read(String query, RowReader reader) {
        try (Connection connection = DriverManager.getConnection(sql.url(), properties())) {
            connection.setAutoCommit(false); // else the driver takes all rows at once
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(FETCH);
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        reader.read(rows);
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read: " + query, e);
        }
    }

    /** So that a database which is there but silent ends the check instead of holding it for ever. */
    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", sql.user());
        properties.setProperty("password", sql.password());
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        return properties;
    }

    private static StoredRecord record(ResultSet row) throws SQLException {
        double speed = row.getDouble(4);
        String shown = row.wasNull() ? "" : Double.toString(speed);
        return new StoredRecord(
                new Coordinates(row.getInt(7), row.getLong(8)),
                new Content(row.getInt(1), row.getLong(2), row.getString(3), "", shown, row.getString(5)),
                row.getBoolean(6));
    }
}
