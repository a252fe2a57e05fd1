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
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** H2 from 2.0 on, as a server or within the worker. */
final class H2Dialect implements Dialect {

    private static final String UNIQUE_VIOLATION = "23505";
    /** Of a table and of a column that are there, and of a table that another session puts a changed copy in the place of. */
    private static final Set<String> RACED = Set.of("42S01", "42S21", "42S02");

    /** Names of H2's own that are not in its drivers' {@code java.sql.Types}; "Data Types" in its manual. */
    private static final Map<String, ColumnType> BY_NAME =
            Map.of("UUID", ColumnType.UUID, "JSON", ColumnType.JSON, "DECFLOAT", ColumnType.DECIMAL);

    /** {@code org.h2.api.ErrorCode}: what its SQLSTATEs, where they are its own, mean in everybody's. */
    private static final Map<Integer, String> STATES = Map.ofEntries(
            Map.entry(50_200, "55P03"), // LOCK_TIMEOUT_1
            Map.entry(57_014, "57014"), // STATEMENT_WAS_CANCELED
            Map.entry(90_131, "40001"), // CONCURRENT_UPDATE_1
            Map.entry(90_112, "40001"), // ROW_NOT_FOUND_WHEN_DELETING_1
            Map.entry(90_135, "40001"), // DATABASE_IS_IN_EXCLUSIVE_MODE
            Map.entry(90_097, "25006"), // DATABASE_IS_READ_ONLY
            Map.entry(90_100, "53100"), // NO_DISK_SPACE_AVAILABLE
            Map.entry(90_079, "3F000"), // SCHEMA_NOT_FOUND_1
            Map.entry(90_149, "3D000"), // DATABASE_NOT_FOUND_WITH_IF_EXISTS_1
            Map.entry(90_146, "3D000"), // DATABASE_NOT_FOUND_1
            Map.entry(90_096, "42501"), // NOT_ENOUGH_RIGHTS_FOR_1
            Map.entry(90_154, "428C9"), // GENERATED_COLUMN_CANNOT_BE_ASSIGNED_1
            Map.entry(90_155, "428C9"), // GENERATED_COLUMN_CANNOT_BE_UPDATABLE_BY_CONSTRAINT_2
            Map.entry(90_007, "08003"), // OBJECT_CLOSED
            Map.entry(90_020, "08006"), // DATABASE_ALREADY_OPEN_1
            Map.entry(90_028, "08006"), // IO_EXCEPTION_1
            Map.entry(90_031, "08006"), // IO_EXCEPTION_2
            Map.entry(90_067, "08006"), // CONNECTION_BROKEN_1
            Map.entry(90_098, "08006"), // DATABASE_IS_CLOSED
            Map.entry(90_121, "08006")); // DATABASE_CALLED_AT_SHUTDOWN

    /** {@code org.h2.engine.Constants.MAX_IDENTIFIER_LENGTH} */
    private static final int MAX_NAME = 256;

    private static final Identifiers NAMES = new Identifiers("\"", name -> name.length() <= MAX_NAME);

    private final StandardFaults faults = new StandardFaults(STATES);
    private final ColumnReader columns = new MetadataColumns(H2Dialect::type, true);
    private final TableDefinitions definitions = new TableDefinitions(
            NAMES, H2Dialect::declaration, "CREATE TABLE IF NOT EXISTS", "", "TIMESTAMP(6) WITH TIME ZONE");
    private final TableCatalog tables = new SerialCatalog(new StandardCatalog(
            columns,
            definitions,
            failure -> failure.getSQLState() != null && RACED.contains(failure.getSQLState()),
            false,
            new H2Widener(NAMES, columns, H2Dialect::declaration)));
    private final RowWriter rows;

    H2Dialect() {
        this(WriteMethod.AUTO);
    }

    H2Dialect(WriteMethod method) {
        RowSql sql = new RowSql(
                NAMES, column -> column.type() == ColumnType.JSON ? "? FORMAT JSON" : "?", new H2Comparisons());
        RowExecutor executor = new RowExecutor(new StandardValues(), method == WriteMethod.BATCH ? 1 : 100, 10_000);
        Upserts portable =
                new PortableUpserts(sql, executor, failure -> UNIQUE_VIOLATION.equals(failure.getSQLState()), true);
        this.rows = new StandardRows(sql, executor, new H2Upserts(sql, executor, portable), " FOR UPDATE");
    }

    @Override
    public Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Secret::reveal).ifPresent(password -> properties.setProperty("password", password));
        settings.driver().addTo(properties);
        UrlOptions options = new UrlOptions(settings.url(), properties);
        options.preset(
                "NETWORK_TIMEOUT", Long.toString(settings.responseTimeout().toMillis()));
        Connection connection = Drivers.connect("org.h2.Driver", "h2-<version>.jar", settings.url(), properties);
        return Drivers.prepared(connection, fresh -> fresh.setAutoCommit(false));
    }

    /** The driver's abort does nothing; what it says to a server when it closes has a bound as everything else. */
    @Override
    public void abandon(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public SqlFault fault(SQLException failure) {
        return faults.of(failure);
    }

    @Override
    public void begin(Connection connection, LedgerSettings bounds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCK_TIMEOUT " + bounds.claimTimeout().toMillis());
        }
    }

    /** None is deferred. */
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
    public int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings)
            throws SQLException {
        return H2Sessions.endStuck(connection, settings.claimTimeout());
    }

    private static ColumnType type(int jdbcType, String name, int size) {
        ColumnType known = BY_NAME.get(name);
        return known != null ? known : JdbcTypes.of(jdbcType, size);
    }

    private static String declaration(ColumnSpec column, boolean key) {
        if (column.array()) {
            return "JSON";
        }
        return switch (column.type()) {
            case BOOLEAN -> "BOOLEAN";
            case INT16 -> "SMALLINT";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case FLOAT32 -> "REAL";
            case FLOAT64 -> "DOUBLE PRECISION";
            // NUMERIC alone has no digits after the point
            case DECIMAL -> "DECFLOAT(100000)";
            case TEXT, OTHER -> "CHARACTER VARYING";
            case BYTES -> "BINARY VARYING";
            case DATE -> "DATE";
            case TIME -> "TIME(6)";
            case TIMESTAMP -> "TIMESTAMP(6)";
            case INSTANT -> "TIMESTAMP(6) WITH TIME ZONE";
            case UUID -> "UUID";
            case JSON -> "JSON";
        };
    }
}
