package io.penstock.jdbc.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The task's one connection: opened when first needed, and again after it broke. */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final String READ_ONLY = "25006";
    private static final String INVALID_AUTHORIZATION = "28";

    /** What has rested for longer may have been cut by a firewall, a proxy or a failover without a word. */
    private static final Duration TRUSTED = Duration.ofSeconds(5);

    private static final int VALIDATION_SECONDS = 5;

    private final Dialect dialect;
    private final ConnectionSettings settings;
    private final Login login;
    private final LongSupplier nanoTicker;
    private @Nullable Connection connection;
    private final Haste haste = new Haste();
    private long usedAt;

    public Session(Dialect dialect, ConnectionSettings settings, LongSupplier nanoTicker) {
        this.dialect = dialect;
        this.settings = settings;
        this.login = new Login(settings);
        this.nanoTicker = nanoTicker;
    }

    /** For one errand: a connection that never rests. */
    public Session(Dialect dialect, ConnectionSettings settings) {
        this(dialect, settings, () -> 0);
    }

    Dialect dialect() {
        return dialect;
    }

    ConnectionSettings settings() {
        return settings;
    }

    /**
     * @throws TransientException when the database cannot be reached now
     * @throws FatalException when it refuses the login
     */
    public Connection connection() {
        if (connection != null && hasRestedFor(TRUSTED) && !isValid(connection)) {
            LOG.info("The connection to {} has broken meanwhile", settings.url());
            drop();
        }
        used();
        if (connection == null) {
            if (haste.hasLost()) {
                throw new TransientException(
                        JdbcError.DATABASE_UNREACHABLE,
                        "the connection to " + settings.url() + " has broken while Connect waited for offsets");
            }
            try {
                connection = dialect.open(login.settings());
            } catch (SQLException e) {
                throw cannotOpen(dialect.fault(e));
            }
            settings.initSql().ifPresent(this::begin);
            LOG.info("Connected to {}", settings.url());
        }
        haste.bound(connection, nanoTicker.getAsLong());
        return connection;
    }

    /**
     * Until {@link #takeTime} nobody waits for an answer of the server for longer than what is left of {@code time}, where the driver takes
     * such a bound, and a connection that is lost is not replaced.
     */
    void hurry(Duration time) {
        haste.begin(nanoTicker.getAsLong() + time.toNanos());
    }

    void takeTime() {
        haste.end(connection);
    }

    /** The rest of the connection begins now. */
    void used() {
        usedAt = nanoTicker.getAsLong();
    }

    /** To be called between transactions. */
    void closeIfIdle() {
        boolean closes = !settings.idleTimeout().isZero() && !settings.url().isInMemory();
        if (connection != null && closes && hasRestedFor(settings.idleTimeout())) {
            LOG.info(
                    "Closing the connection to {}, which had nothing to do for {} ms",
                    settings.url(),
                    settings.idleTimeout().toMillis());
            closeConnection();
        }
    }

    private boolean hasRestedFor(Duration time) {
        return nanoTicker.getAsLong() - usedAt > time.toNanos();
    }

    private boolean isValid(Connection rested) {
        try {
            return rested.isValid(haste.secondsLeft(VALIDATION_SECONDS, nanoTicker.getAsLong()));
        } catch (SQLException e) {
            LOG.debug("A connection cannot be validated: {}", dialect.fault(e).describe());
            return false;
        }
    }

    private RuntimeException cannotOpen(SqlFault fault) {
        String message = "cannot connect to " + settings.url() + ": " + fault.describe();
        if (login.mayChange() && fault.sqlState().startsWith(INVALID_AUTHORIZATION)) {
            return new TransientException(JdbcError.LOGIN_REFUSED, message, fault.cause());
        }
        return fault.kind().isTransient()
                ? new TransientException(JdbcError.DATABASE_UNREACHABLE, message, fault.cause())
                : new FatalException(
                        JdbcError.LOGIN_REFUSED, message + ". " + JdbcError.LOGIN_REFUSED.remedy(), fault.cause());
    }

    /** The server's words are not shown: they may quote the statements, and these may hold what is nobody's business. */
    private void begin(String sql) {
        Connection fresh = Objects.requireNonNull(connection);
        try (Statement statement = fresh.createStatement()) {
            statement.execute(sql);
            fresh.commit();
        } catch (SQLException e) {
            SqlFault fault = dialect.fault(e);
            drop();
            String message = "connection.init.sql failed on " + settings.url() + ": SQLSTATE " + fault.sqlState();
            throw fault.kind().isTransient()
                    ? new TransientException(JdbcError.DATABASE_UNREACHABLE, message)
                    : new FatalException(
                            JdbcError.INIT_SQL_REFUSED, message + ". " + JdbcError.INIT_SQL_REFUSED.remedy());
        }
    }

    /**
     * Ends the transaction that failed, and the connection if it is what failed.
     *
     * @param doing what was attempted, to follow "failed to"
     * @return what to throw, unless the caller knows better for the fault's kind
     */
    RuntimeException failed(String doing, SqlFault fault) {
        abandon(fault);
        String message = "failed to " + doing + ": " + fault.describe();
        return switch (fault.kind()) {
            case CONNECTION -> new TransientException(JdbcError.DATABASE_UNREACHABLE, message, fault.cause());
            case BUSY -> new TransientException(JdbcError.DATABASE_BUSY, message, fault.cause());
            case ROW, STATEMENT, FATAL ->
                new FatalException(
                        JdbcError.STATEMENT_REFUSED,
                        message + ". " + JdbcError.STATEMENT_REFUSED.remedy(),
                        fault.cause());
        };
    }

    /** Rolls back, or drops the connection where that cannot be done. */
    void abandon(SqlFault fault) {
        // A server that has become read-only is no longer the primary: the next connection may find the one that is.
        if (fault.kind() == FaultKind.CONNECTION || fault.sqlState().equals(READ_ONLY)) {
            drop();
        } else {
            rollBack();
        }
    }

    void rollBack() {
        Connection open = connection;
        if (open != null) {
            try {
                open.rollback();
            } catch (SQLException e) {
                LOG.debug("Rollback failed: {}", dialect.fault(e).describe());
                drop();
            }
        }
    }

    /** Closes the connection without a word to the server that could hang. */
    void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            haste.lost();
            try {
                dialect.abandon(open);
            } catch (SQLException e) {
                LOG.debug("Closing a connection failed: {}", dialect.fault(e).describe());
            }
        }
    }

    @Override
    public void close() {
        login.close();
        closeConnection();
    }

    private void closeConnection() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                dialect.close(open);
            } catch (SQLException e) {
                LOG.debug("Closing a connection failed: {}", dialect.fault(e).describe());
            }
        }
    }
}
