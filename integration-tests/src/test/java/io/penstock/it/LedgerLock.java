package io.penstock.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A session that lets nobody write to the ledger, so that every flush stops after its rows and before its end. */
final class LedgerLock implements AutoCloseable {

    /** Who waits for this session, in a transaction of its own that has written to the table. */
    private static final String BLOCKED = """
            SELECT a.pid, a.backend_xid::text AS xid, a.query
            FROM pg_stat_activity a
            WHERE a.state = 'active'
              AND a.backend_xid IS NOT NULL
              AND pg_backend_pid() = ANY (pg_blocking_pids(a.pid))
              AND EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.relation = to_regclass(?)
                          AND l.mode = 'RowExclusiveLock' AND l.granted)
            """;

    private final Connection session;

    private LedgerLock(Connection session) {
        this.session = session;
    }

    /**
     * Waits for the flushes that are under way.
     *
     * @param session one of its own; closed with the lock
     */
    static LedgerLock take(Connection session) throws SQLException {
        session.setAutoCommit(false);
        try (Statement statement = session.createStatement()) {
            statement.execute("LOCK TABLE " + Database.LEDGER + " IN EXCLUSIVE MODE");
        }
        return new LedgerLock(session);
    }

    /** A flush that has written rows and cannot finish because of this lock. */
    Optional<BlockedFlush> blockedFlush(String table) throws SQLException {
        return blockedFlushes(table).stream().findFirst();
    }

    /** All flushes that have written rows and cannot finish because of this lock. */
    List<BlockedFlush> blockedFlushes(String table) throws SQLException {
        try (Statement statement = session.createStatement()) {
            // Within a transaction pg_stat_activity is read once and kept.
            statement.execute("SELECT pg_stat_clear_snapshot()");
        }
        try (PreparedStatement statement = session.prepareStatement(BLOCKED)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                List<BlockedFlush> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(new BlockedFlush(rows.getInt("pid"), rows.getString("xid"), rows.getString("query")));
                }
                return all;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (session) {
            session.rollback();
        }
    }
}
