package io.penstock.jdbc.dialect;

import io.penstock.common.config.Secret;
import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.config.WriteMethod;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.Set;

/** Any database with a JDBC driver: standard SQL, and what the driver tells of it. */
final class GenericDialect implements Dialect {

    private static final String UNIQUE_VIOLATION = "23505";
    /** Of a table and of a column that are there; the first two by ISO/IEC 9075, others as some databases have them. */
    private static final Set<String> THERE = Set.of("42S01", "42S21", "42P07", "42701", "42504", "X0Y32");

    /** Of one statement; some databases take no more than 2,100 parameters. */
    private static final int ROWS = 100;

    private static final int MAX_PARAMETERS = 2_000;

    private final StandardFaults faults;
    private final ColumnReader columns =
            new MetadataColumns((jdbcType, name, size) -> JdbcTypes.of(jdbcType, size), false);
    private final TableDefinitions definitions =
            new TableDefinitions(Identifiers.STANDARD, GenericDialect::declaration, "CREATE TABLE", "", "TIMESTAMP");
    private final TableCatalog tables;
    private final RowWriter rows;

    GenericDialect(VendorCodes codes, WriteMethod method) {
        this.faults = StandardFaults.byClassToo(codes::stateOf);
        this.tables = new StandardCatalog(
                columns, definitions, failure -> THERE.contains(state(failure)), false, ColumnWidener.NONE);
        RowSql sql = new RowSql(Identifiers.STANDARD, column -> "?", new StandardComparisons());
        RowExecutor executor =
                new RowExecutor(new StandardValues(), method == WriteMethod.MULTIROW ? ROWS : 1, MAX_PARAMETERS);
        this.rows = new StandardRows(
                sql,
                executor,
                new PortableUpserts(sql, executor, failure -> UNIQUE_VIOLATION.equals(state(failure)), true),
                "");
    }

    private String state(SQLException failure) {
        return faults.of(failure).sqlState();
    }

    @Override
    public Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Secret::reveal).ifPresent(password -> properties.setProperty("password", password));
        settings.driver().addTo(properties);
        int timeout = Math.toIntExact(settings.responseTimeout().toMillis());
        return Drivers.prepared(Drivers.connect(settings.url(), properties), fresh -> prepare(fresh, timeout));
    }

    private static void prepare(Connection connection, int timeoutMs) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, timeoutMs);
        } catch (SQLFeatureNotSupportedException e) {
            // then by the driver's own parameters in the URL, if it has any
        }
        connection.setAutoCommit(false);
    }

    @Override
    public void abandon(Connection connection) throws SQLException {
        try {
            connection.abort(Runnable::run);
        } catch (SQLFeatureNotSupportedException e) {
            close(connection);
        }
    }

    /** Oracle's driver commits what is open, and JDBC lets it: rows, without their positions. */
    @Override
    public void close(Connection connection) throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }

    @Override
    public SqlFault fault(SQLException failure) {
        return faults.of(failure);
    }

    /** How a transaction is bounded is not the same in any two databases. */
    @Override
    public void begin(Connection connection, LedgerSettings bounds) {}

    @Override
    public void checkConstraintsAtOnce(Connection connection) {}

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
        return new StandardLedger(settings, definitions, columns, faults::mayBeDuplicate);
    }

    @Override
    public int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings) {
        return 0;
    }

    private static String declaration(ColumnSpec column, boolean key) {
        ColumnType type = column.array() ? ColumnType.JSON : column.type();
        return switch (type) {
            case BOOLEAN -> "BOOLEAN";
            case INT16 -> "SMALLINT";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case FLOAT32 -> "REAL";
            case FLOAT64 -> "DOUBLE PRECISION";
            case DECIMAL -> "DECIMAL(31,10)";
            case TEXT, OTHER -> key ? "VARCHAR(255)" : "VARCHAR(4000)";
            case BYTES -> key ? "VARBINARY(255)" : "BLOB";
            case DATE -> "DATE";
            case TIME -> "TIME(6)";
            case TIMESTAMP, INSTANT -> "TIMESTAMP";
            case UUID -> "VARCHAR(36)";
            case JSON -> "CLOB";
        };
    }
}
