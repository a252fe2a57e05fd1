package io.penstock.quickstart.live;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the rows of a growing table without reading it again and again: only its last pages, and there only the rows that an earlier look
 * could not see. Since the table is never updated, each row is counted once, when it becomes visible; that gives its delay too.
 *
 * <p>{@link #sample()} and {@link #recount()} on one thread; the rest on any.
 */
final class TableProbe {

    /** Pages before the table's former end that may still receive rows: tasks fill their own pages side by side. */
    private static final long MARGIN_PAGES = 512;

    private static final int PAGE_BYTES = 8192;

    /** How often it is asked. */
    private static final int LOOKS_A_SECOND = 4;

    private static final String NO_TABLE = "42P01";
    private static final String NO_COLUMN = "42703";

    private final Connection connection;
    private final String table;
    private final Deque<long[]> lastLooks = new ArrayDeque<>();
    private String snapshot = "1:1:";
    private long pages;
    private final AtomicLong rows = new AtomicLong();
    private volatile Delay delay = Delay.NONE;

    /** @param connection for this probe alone; not closed here */
    TableProbe(Connection connection, String table) throws SQLException {
        this.connection = connection;
        this.table = table;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
    }

    long rows() {
        return rows.get();
    }

    Delay delay() {
        return delay;
    }

    void sample() throws SQLException {
        try {
            look();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            // The sink creates the table with its first batch, and columns as they get values.
            if (!NO_TABLE.equals(e.getSQLState()) && !NO_COLUMN.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** Counts all rows by reading the table, as a query by hand would. */
    void recount() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
            result.next();
            rows.set(result.getLong(1));
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            if (!NO_TABLE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private void look() throws SQLException {
        String nowSnapshot;
        long nowPages;
        try (PreparedStatement state =
                connection.prepareStatement("SELECT pg_current_snapshot()::text, pg_relation_size(?::regclass)")) {
            state.setString(1, table);
            try (ResultSet result = state.executeQuery()) {
                result.next();
                nowSnapshot = result.getString(1);
                nowPages = result.getLong(2) / PAGE_BYTES;
            }
        }
        try (PreparedStatement fresh = connection.prepareStatement(
                "SELECT round(extract(epoch FROM clock_timestamp() - tst::timestamptz) * 1000)::bigint FROM " + table
                        + " WHERE ctid >= ?::tid AND NOT pg_visible_in_snapshot(xmin::text::xid8, ?::pg_snapshot)")) {
            fresh.setString(1, "(" + Math.max(0, pages - MARGIN_PAGES) + ",0)");
            fresh.setString(2, snapshot);
            try (ResultSet result = fresh.executeQuery()) {
                count(result);
            }
        }
        snapshot = nowSnapshot;
        pages = nowPages;
    }

    private void count(ResultSet result) throws SQLException {
        long[] delays = new long[1024];
        int count = 0;
        while (result.next()) {
            if (count == delays.length) {
                delays = Arrays.copyOf(delays, count * 2);
            }
            delays[count++] = result.getLong(1);
        }
        rows.addAndGet(count);
        lastLooks.addLast(Arrays.copyOf(delays, count));
        if (lastLooks.size() > LOOKS_A_SECOND) {
            lastLooks.removeFirst();
        }
        delay = Delay.of(lastLooks.stream().flatMapToLong(Arrays::stream).toArray());
    }
}
