package io.penstock.jdbc.dialect;

import io.penstock.common.config.Secret;
import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.config.WriteMethod;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** PostgreSQL, and what speaks its protocol. */
final class PostgresDialect implements Dialect {

    /** Servers cut longer names; NAMEDATALEN - 1. */
    static final int MAX_NAME_BYTES = 63;

    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private final TableCatalog tables = new PostgresCatalog();
    private final RowWriter rows;

    PostgresDialect(WriteMethod method) {
        this.rows = PostgresRows.by(method);
    }

    @Override
    public Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> PGProperty.USER.set(properties, user));
        settings.password().map(Secret::reveal).ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        PGProperty.APPLICATION_NAME.set(properties, sessionName(settings.applicationName()));
        PGProperty.CONNECT_TIMEOUT.set(properties, 10);
        PGProperty.LOGIN_TIMEOUT.set(properties, 15);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 5);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // A statement by name is one session's, and behind PgBouncer in transaction mode the next transaction is
        // another's. So the
        // server reads each statement anew, which is one for a batch.
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        PGProperty.SOCKET_TIMEOUT.set(
                properties, (int) Math.max(1, settings.responseTimeout().toSeconds()));
        settings.driver().addTo(properties);
        // Not through DriverManager: it does not see drivers of a plugin's class loader.
        Connection connection = Drivers.connect(new Driver(), settings.url(), properties);
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public void abandon(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
    }

    /** As the server will show it: it cuts long names, and replaces what is not ASCII. Different names stay different. */
    static String sessionName(String name) {
        String shown = name.replaceAll("[^ -~]", "?");
        if (shown.equals(name) && name.length() <= MAX_NAME_BYTES) {
            return name;
        }
        String mark = String.format(Locale.ROOT, "~%08x", name.hashCode());
        return shown.substring(0, Math.min(shown.length(), MAX_NAME_BYTES - mark.length())) + mark;
    }

    @Override
    public SqlFault fault(SQLException failure) {
        return PostgresFaults.of(failure);
    }

    @Override
    public void begin(Connection connection, LedgerSettings bounds) throws SQLException {
        long life = bounds.transactionTimeout().toMillis();
        StringBuilder sql = new StringBuilder()
                .append("SET LOCAL idle_in_transaction_session_timeout = ")
                .append(life)
                .append("; SET LOCAL tcp_user_timeout = ")
                .append(life)
                .append("; SET LOCAL lock_timeout = ")
                .append(bounds.claimTimeout().toMillis())
                .append("; SET LOCAL TimeZone = 'UTC'");
        if (connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
            sql.append("; SET LOCAL transaction_timeout = ").append(life);
        }
        execute(connection, sql.toString());
    }

    @Override
    public void checkConstraintsAtOnce(Connection connection) throws SQLException {
        execute(connection, "SET CONSTRAINTS ALL IMMEDIATE");
    }

    @Override
    public TableCatalog tables() {
        return tables;
    }

    @Override
    public RowWriter rows() {
        return rows;
    }

    @Override
    public LedgerStore ledger(LedgerSettings settings) {
        return new PostgresLedger(settings);
    }

    // A frozen client leaves its backend idle in a transaction, or inside a COPY that waits for data. The server's own
    // transaction_timeout does not end the latter: a backend that waits inside COPY heeds only termination.
    @Override
    public int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings)
            throws SQLException {
        String sql = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE application_name = ? AND usename = current_user AND datname = current_database()"
                + " AND pid <> pg_backend_pid() AND wait_event = 'ClientRead'"
                + " AND state IN ('active', 'idle in transaction', 'idle in transaction (aborted)')"
                + " AND state_change < clock_timestamp() - make_interval(secs => ?)"
                + " AND xact_start < clock_timestamp() - make_interval(secs => ?)";
        double seconds = settings.claimTimeout().toMillis() / 1000.0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, sessionName(applicationName));
            statement.setDouble(2, seconds);
            statement.setDouble(3, seconds);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
