package io.penstock.jdbc.writer;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A time in which the database must have answered, because Connect waits. Confined to the task's thread. */
final class Haste {

    private static final Logger LOG = LoggerFactory.getLogger(Haste.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_SECOND = 1_000;

    private boolean on;
    private boolean lost;
    private long dueAt;
    private @Nullable Connection bounded;
    /** The patience of {@link #bounded} before, in milliseconds; 0 is without end. */
    private int usual;

    /** @param dueAt by the session's ticker */
    void begin(long dueAt) {
        this.dueAt = dueAt;
        on = true;
        lost = false;
    }

    /** @param connection the one that is open now */
    @SuppressWarnings("ReferenceEquality") // wrappers of drivers may call different ones equal
    void end(@Nullable Connection connection) {
        on = false;
        lost = false;
        if (connection != null && connection == bounded) {
            patience(connection, usual);
        }
        bounded = null;
    }

    void lost() {
        lost = on;
    }

    /** Whether a connection broke since the beginning. */
    boolean hasLost() {
        return lost;
    }

    /** At most {@code usualSeconds}, and never 0, which would mean no bound. */
    int secondsLeft(int usualSeconds, long now) {
        return on ? (int) Math.max(1, Math.min(usualSeconds, millisLeft(now) / MILLIS_PER_SECOND)) : usualSeconds;
    }

    /** For each answer from now on. */
    @SuppressWarnings("ReferenceEquality") // as above
    void bound(Connection connection, long now) {
        if (!on) {
            return;
        }
        try {
            if (connection != bounded) {
                usual = connection.getNetworkTimeout();
                bounded = connection;
            }
            int left = (int) Math.max(1, millisLeft(now));
            patience(connection, usual == 0 ? left : Math.min(left, usual));
        } catch (SQLException | AbstractMethodError e) {
            LOG.debug("The driver bounds no waits: {}", e.getClass().getName());
        }
    }

    private long millisLeft(long now) {
        return (dueAt - now) / NANOS_PER_MILLI;
    }

    private static void patience(Connection connection, int millis) {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException | AbstractMethodError e) {
            LOG.debug("The driver bounds no waits: {}", e.getClass().getName());
        }
    }
}
