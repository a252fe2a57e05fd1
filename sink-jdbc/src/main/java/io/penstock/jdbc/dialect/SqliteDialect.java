package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.config.WriteMethod;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * SQLite from 3.24 on. A file has one writer at a time: each transaction takes its lock at once, and waits for it no longer than
 * the claim timeout.
 */
final class SqliteDialect implements Dialect {

    /** SQLITE_MAX_VARIABLE_NUMBER before 3.32. */
    private static final int MAX_PARAMETERS = 999;

    /** In the column {@code hidden} of {@code table_xinfo}. */
    private static final int GENERATED = 2;

    private static final int GENERATED_STORED = 3;

    /** Primary result codes; "Result and Error Codes" in SQLite's manual. */
    private static final Map<Integer, String> STATES = Map.ofEntries(
            Map.entry(1, "42000"), // SQLITE_ERROR
            Map.entry(3, "42501"), // SQLITE_PERM
            Map.entry(4, "40000"), // SQLITE_ABORT
            Map.entry(5, "55P03"), // SQLITE_BUSY
            Map.entry(6, "55P03"), // SQLITE_LOCKED
            Map.entry(7, "53200"), // SQLITE_NOMEM
            Map.entry(8, "25006"), // SQLITE_READONLY
            Map.entry(9, "57014"), // SQLITE_INTERRUPT
            Map.entry(10, "58030"), // SQLITE_IOERR
            Map.entry(11, "XX001"), // SQLITE_CORRUPT
            Map.entry(13, "53100"), // SQLITE_FULL
            Map.entry(14, "08001"), // SQLITE_CANTOPEN
            Map.entry(15, "55P03"), // SQLITE_PROTOCOL
            Map.entry(17, "42000"), // SQLITE_SCHEMA
            Map.entry(18, "22001"), // SQLITE_TOOBIG
            Map.entry(19, "23000"), // SQLITE_CONSTRAINT
            Map.entry(20, "22018"), // SQLITE_MISMATCH
            Map.entry(23, "42501"), // SQLITE_AUTH
            Map.entry(25, "42000"), // SQLITE_RANGE
            Map.entry(26, "XX001")); // SQLITE_NOTADB

    /** SQLITE_ERROR; triggers and what indexes compute are of the statement, which is refused without rows where these are faulty. */
    private static final Set<Integer> OF_VALUES = Set.of(1);

    private final StandardFaults faults = new StandardFaults(STATES, OF_VALUES);
    private final TableDefinitions definitions = new TableDefinitions(
            Identifiers.STANDARD, SqliteDialect::declaration, "CREATE TABLE IF NOT EXISTS", "", "TIMESTAMP");
    private final TableCatalog tables =
            new StandardCatalog(SqliteDialect::columns, definitions, SqliteDialect::isThere, true, ColumnWidener.NONE);
    private final RowWriter rows;

    SqliteDialect() {
        this(WriteMethod.AUTO);
    }

    SqliteDialect(WriteMethod method) {
        RowSql sql = new RowSql(Identifiers.STANDARD, column -> "?", new SqliteComparisons());
        RowExecutor executor =
                new RowExecutor(new SqliteValues(), method == WriteMethod.BATCH ? 1 : 100, MAX_PARAMETERS);
        this.rows = new StandardRows(
                sql,
                executor,
                new SuffixUpserts(
                        sql,
                        executor,
                        columns -> columns.keySize() == 0
                                ? " ON CONFLICT DO NOTHING"
                                : target(sql, columns) + " DO NOTHING",
                        columns -> overwrite(sql, columns)),
                "");
    }

    private static String overwrite(RowSql sql, ColumnSet columns) {
        String conditions = sql.conditions().of(columns, (i, column) -> excluded(column));
        return target(sql, columns)
                + sql.restOf(columns).stream()
                        .map(column -> Identifiers.STANDARD.quote(column.name()) + " = " + excluded(column))
                        .collect(Collectors.joining(", ", " DO UPDATE SET ", ""))
                + (conditions.isEmpty() ? "" : " WHERE " + conditions);
    }

    private static String excluded(Column column) {
        return "excluded." + Identifiers.STANDARD.quote(column.name());
    }

    private static String target(RowSql sql, ColumnSet columns) {
        return " ON CONFLICT (" + sql.names().list(sql.keyOf(columns)) + ")";
    }

    @Override
    public Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        settings.driver().addTo(properties);
        Connection connection =
                Drivers.connect("org.sqlite.JDBC", "sqlite-jdbc-<version>.jar", settings.url(), properties);
        return Drivers.prepared(connection, fresh -> fresh.setAutoCommit(false));
    }

    /** The driver's abort leaves the file open. */
    @Override
    public void abandon(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public SqlFault fault(SQLException failure) {
        return faults.of(failure);
    }

    /** After each commit the driver begins a transaction that locks with its first read, too late to lock for writing. */
    @Override
    public void begin(Connection connection, LedgerSettings bounds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
            try {
                statement.execute(
                        "PRAGMA busy_timeout = " + bounds.claimTimeout().toMillis());
                statement.execute("BEGIN IMMEDIATE");
            } catch (SQLException e) {
                // The driver's rollback wants a transaction.
                statement.execute("BEGIN");
                throw e;
            }
        }
    }

    /** A deferred foreign key is checked at COMMIT whatever one says. */
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
        return new StandardLedger(settings, definitions, SqliteDialect::columns, faults::mayBeDuplicate);
    }

    /** A lock is a process's: no other can take it away. */
    @Override
    public int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings) {
        return 0;
    }

    private static boolean isThere(SQLException failure) {
        String message = failure.getMessage();
        return failure.getErrorCode() == 1
                && message != null
                && (message.contains("duplicate column name") || message.contains("already exists"));
    }

    private static List<Column> columns(Connection connection, TableId id) throws SQLException {
        String schema =
                id.schema().map(name -> Identifiers.STANDARD.quote(name) + ".").orElse("");
        boolean checked = CheckedColumns.any(definition(connection, schema, id));
        List<Column> columns = columns(connection, schema, "table_xinfo", id, checked);
        // Before 3.26 there is no such word.
        return columns.isEmpty() ? columns(connection, schema, "table_info", id, checked) : columns;
    }

    private static List<Column> columns(
            Connection connection, String schema, String pragma, TableId id, boolean checked) throws SQLException {
        boolean strict = isStrict(connection, schema, id);
        boolean tellsHidden = pragma.equals("table_xinfo");
        return SqlitePragma.ask(
                connection, schema, pragma, id, answer -> columns(answer, tellsHidden, strict, checked), List.of());
    }

    private static List<Column> columns(ResultSet result, boolean tellsHidden, boolean strict, boolean checked)
            throws SQLException {
        List<Column> columns = new ArrayList<>();
        while (result.next()) {
            String declared = result.getString("type");
            boolean hasDefault = result.getString("dflt_value") != null;
            Column column = new Column(
                    result.getString("name"),
                    type(declared.toUpperCase(Locale.ROOT)),
                    // No affinity at all, as where nothing is declared.
                    strict && declared.equalsIgnoreCase("ANY") ? "" : declared,
                    Column.ANY_SCALE,
                    hasDefault,
                    (result.getBoolean("notnull") && !hasDefault) || checked);
            int hidden = tellsHidden ? result.getInt("hidden") : 0;
            if (hidden == GENERATED || hidden == GENERATED_STORED) {
                columns.add(column.asGenerated());
            } else if (hidden == 0) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** As it was written, or nothing where there is no such table. */
    private static String definition(Connection connection, String schema, TableId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT sql FROM " + schema
                + "sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE AND sql IS NOT NULL")) {
            statement.setString(1, id.name());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : "";
            }
        }
    }

    /** Versions before 3.37 know neither such tables nor the list. Without a schema it would name those of attached databases too. */
    private static boolean isStrict(Connection connection, String schema, TableId id) throws SQLException {
        return SqlitePragma.ask(
                connection,
                schema.isEmpty() ? "main." : schema,
                "table_list",
                id,
                answer -> answer.next() && answer.getBoolean("strict"),
                false);
    }

    /**
     * Declared types are free text. First the words by which we declare, then SQLite's own rules ("Determination Of Column
     * Affinity").
     */
    private static ColumnType type(String declared) {
        if (declared.startsWith("BOOL")) {
            return ColumnType.BOOLEAN;
        }
        if (declared.startsWith("TIMESTAMPTZ") || declared.contains("WITH TIME ZONE")) {
            return ColumnType.INSTANT;
        }
        if (declared.startsWith("TIMESTAMP") || declared.startsWith("DATETIME")) {
            return ColumnType.TIMESTAMP;
        }
        if (declared.equals("DATE")) {
            return ColumnType.DATE;
        }
        if (declared.startsWith("TIME")) {
            return ColumnType.TIME;
        }
        if (declared.contains("INT")) {
            return ColumnType.INT64;
        }
        if (declared.contains("CHAR") || declared.contains("CLOB") || declared.contains("TEXT")) {
            return ColumnType.TEXT;
        }
        if (declared.contains("BLOB")) {
            return ColumnType.BYTES;
        }
        if (declared.contains("REAL") || declared.contains("FLOA") || declared.contains("DOUB")) {
            return ColumnType.FLOAT64;
        }
        if (declared.startsWith("NUM") || declared.startsWith("DEC")) {
            return ColumnType.DECIMAL;
        }
        return ColumnType.OTHER;
    }

    private static String declaration(ColumnSpec column, boolean key) {
        if (column.array()) {
            return "TEXT";
        }
        return switch (column.type()) {
            case BOOLEAN -> "BOOLEAN";
            case INT16, INT32, INT64 -> "BIGINT";
            case FLOAT32, FLOAT64 -> "DOUBLE";
            case DECIMAL -> "NUMERIC";
            // by an affinity other than text a JSON number would become one
            case TEXT, OTHER, JSON, UUID -> "TEXT";
            case BYTES -> "BLOB";
            case DATE -> "DATE";
            case TIME -> "TIME";
            case TIMESTAMP -> "TIMESTAMP";
            case INSTANT -> "TIMESTAMPTZ";
        };
    }
}
