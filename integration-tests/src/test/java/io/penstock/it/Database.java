package io.penstock.it;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the database holds, by plain SQL on a session of its own, past every proxy. */
final class Database implements AutoCloseable {

    static final String LEDGER = "penstock_offsets";

    private final Connection session;
    private final String name;

    private Database(Connection session, String name) {
        this.session = session;
        this.name = name;
    }

    /** Makes an empty database. */
    static Database create(EmbeddedPostgresServer server, String name) throws SQLException {
        server.createDatabase(name);
        return new Database(server.connect(name), name);
    }

    String name() {
        return name;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String table) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    List<Stored> records(String table) throws SQLException {
        List<Stored> all = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + Stored.PARTITION + ", " + Stored.OFFSET + ", " + Stored.ID + " FROM " + table)) {
            while (rows.next()) {
                all.add(new Stored(rows.getInt(1), rows.getLong(2), rows.getInt(3)));
            }
        }
        return all;
    }

    /** The highest of each partition. */
    Map<Integer, Long> lastOffsets(String table) throws SQLException {
        Map<Integer, Long> last = new HashMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + Stored.PARTITION + ", max(" + Stored.OFFSET
                        + ") FROM " + table + " GROUP BY " + Stored.PARTITION)) {
            while (rows.next()) {
                last.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return last;
    }

    /** Whether the session is still in that transaction. */
    boolean isOpen(BlockedFlush flush) throws SQLException {
        try (PreparedStatement statement =
                session.prepareStatement("SELECT 1 FROM pg_stat_activity WHERE pid = ? AND backend_xid::text = ?")) {
            statement.setInt(1, flush.pid());
            statement.setString(2, flush.transaction());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** {@code in progress}, {@code committed} or {@code aborted}. */
    String fateOf(BlockedFlush flush) throws SQLException {
        try (PreparedStatement statement = session.prepareStatement("SELECT pg_xact_status(?::xid8)")) {
            statement.setString(1, flush.transaction());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
