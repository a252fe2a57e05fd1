package io.penstock.jdbc.dialect;

import io.penstock.common.config.Secret;
import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.config.WriteMethod;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.schema.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** MariaDB and MySQL, each by its own driver; either driver may reach either server. */
final class MySqlDialect implements Dialect {

    private static final int ALREADY_EXISTS = 1050;
    private static final int DUPLICATE_COLUMN = 1060;

    /**
     * Texts compare as they are written, as keys in Kafka do: by case, and with the blanks at their end. Each server reads the
     * comment that is meant for it.
     */
    private static final String OPTIONS = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4"
            + " /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */";

    private static final int MAX_NAME = 64;

    /** What the driver puts before the server's words, and no more. */
    private static final Pattern NO_TEXT = Pattern.compile("\\(conn=\\d+\\)\\s*");

    private static final int ENGINE_ERROR = 1030;

    private static final Set<Integer> IO_ERRORS = Set.of(3, 1026, ENGINE_ERROR);

    private static final Pattern TOO_LARGE = Pattern.compile("(?i)error 139\\b");

    /** ENOSPC as {@code Errcode: 28} or {@code error 28}. */
    private static final Pattern NO_SPACE = Pattern.compile("(?i)err(code|no|or):? 28\\b");

    private static final int MAX_PARAMETERS = 65_535;

    /** Of one statement. */
    private static final int MANY_ROWS = 500;

    private static final Identifiers NAMES = new Identifiers("`", MySqlDialect::isName);

    /** Opens a connection by one of the drivers. */
    @FunctionalInterface
    private interface Connector {
        Connection connect(ConnectionSettings settings, Properties properties) throws SQLException;
    }

    private final Connector connector;
    private final StandardFaults faults = new StandardFaults(MySqlCodes.STATES);
    private final ColumnReader columns = new MySqlColumns(NAMES);
    private final TableDefinitions definitions =
            new TableDefinitions(NAMES, MySqlTypes::declaration, "CREATE TABLE IF NOT EXISTS", OPTIONS, "DATETIME(6)");
    private final TableCatalog tables = new StandardCatalog(
            columns,
            definitions,
            failure -> failure.getErrorCode() == ALREADY_EXISTS || failure.getErrorCode() == DUPLICATE_COLUMN,
            true,
            new MySqlWidener(NAMES, columns));
    private final RowWriter rows;

    /** @param rowsOfInserts of one statement; where it is one, the driver sends batches, in one message if it is told to */
    private MySqlDialect(int rowsOfInserts, int rowsOfUpserts, Connector connector) {
        this.connector = connector;
        ValueSetter values = new MySqlValues();
        StatementBounds packets = new MySqlPackets();
        RowSql sql = new RowSql(NAMES, column -> "?", new MySqlComparisons());
        this.rows = new StandardRows(
                sql,
                new RowExecutor(values, rowsOfInserts, MAX_PARAMETERS, packets),
                new SuffixUpserts(
                        sql,
                        new RowExecutor(values, rowsOfUpserts, MAX_PARAMETERS, packets),
                        MySqlDialect::ignore,
                        columns -> overwrite(sql, columns)),
                " FOR UPDATE");
    }

    static MySqlDialect byMariaDbDriver() {
        return byMariaDbDriver(WriteMethod.AUTO);
    }

    /** By MariaDB's driver, whose bulk protocol takes upserts from MariaDB 11.5 on only: by default those are statements of many rows. */
    static MySqlDialect byMariaDbDriver(WriteMethod method) {
        int rowsOfInserts = method == WriteMethod.MULTIROW ? MANY_ROWS : 1;
        int rowsOfUpserts = method == WriteMethod.MULTIROW || method == WriteMethod.AUTO ? MANY_ROWS : 1;
        return new MySqlDialect(rowsOfInserts, rowsOfUpserts, (settings, properties) -> {
            UrlOptions options = new UrlOptions(settings.url(), properties);
            options.preset("useBulkStmts", Boolean.toString(method != WriteMethod.BATCH));
            MariaDbLogs.turnOff();
            return Drivers.connect(new org.mariadb.jdbc.Driver(), settings.url(), properties);
        });
    }

    /** By MySQL's driver, which makes statements of many rows out of batches. */
    static MySqlDialect byMySqlDriver(WriteMethod method) {
        return new MySqlDialect(1, 1, (settings, properties) -> {
            UrlOptions options = new UrlOptions(settings.url(), properties);
            options.preset("rewriteBatchedStatements", Boolean.toString(method != WriteMethod.BATCH));
            options.preset("characterEncoding", "UTF-8");
            return Drivers.connect(
                    "com.mysql.cj.jdbc.Driver", "mysql-connector-j-<version>.jar", settings.url(), properties);
        });
    }

    @Override
    public Connection open(ConnectionSettings settings) throws SQLException {
        Properties properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().map(Secret::reveal).ifPresent(password -> properties.setProperty("password", password));
        settings.driver().addTo(properties);
        UrlOptions options = new UrlOptions(settings.url(), properties);
        options.preset("connectTimeout", "10000");
        options.preset("socketTimeout", Long.toString(settings.responseTimeout().toMillis()));
        options.preset("tcpKeepAlive", "true");
        return Drivers.prepared(connector.connect(settings, properties), MySqlDialect::prepare);
    }

    private static void prepare(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        execute(
                connection,
                "SET SESSION time_zone = '+00:00', sql_mode ="
                        // Without the last the server counts on where a record says 0.
                        + " CONCAT(@@sql_mode, ',STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO')");
    }

    @Override
    public void abandon(Connection connection) throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public SqlFault fault(SQLException failure) {
        if (saysNothing(failure)) {
            return faults.of(new SQLException("the table was altered meanwhile", "40001"));
        }
        if (isTooLarge(failure)) {
            return faults.of(new Refusal("the row is larger than the server's max_allowed_packet", "54000"));
        }
        if (isTooLargeForAPage(failure)) {
            return faults.of(new Refusal("the row is larger than its engine takes", "54000"));
        }
        return faults.of(isOfFullDisk(failure) ? new Refusal("the server's disk is full", "53100") : failure);
    }

    /** MySQL's driver knows what the server takes, and sends nothing that is larger. */
    private static boolean isTooLarge(SQLException failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t.getClass().getName().endsWith("PacketTooBigException")) {
                return true;
            }
        }
        return false;
    }

    /** HA_ERR_TO_BIG_ROW, which only some statements have a code of their own for. */
    private static boolean isTooLargeForAPage(SQLException failure) {
        String text = failure.getMessage();
        return failure.getErrorCode() == ENGINE_ERROR
                && text != null
                && TOO_LARGE.matcher(text).find();
    }

    /** "Error writing file", "Unexpected read error" and "Got error from storage engine" are of any cause, which the text numbers. */
    private static boolean isOfFullDisk(SQLException failure) {
        String text = failure.getMessage();
        return IO_ERRORS.contains(failure.getErrorCode())
                && text != null
                && NO_SPACE.matcher(text).find();
    }

    /**
     * MariaDB (seen with 11.4.5) answers a bulk into a table that another session alters at that moment with an error that has
     * neither number nor text, where a single statement gets 1412.
     */
    private static boolean saysNothing(SQLException failure) {
        String text = failure.getMessage();
        return failure.getErrorCode() == 0
                && "HY000".equals(failure.getSQLState())
                && text != null
                && NO_TEXT.matcher(text).matches();
    }

    /** MySQL knows no bound of a transaction, but closes a connection that says nothing, and its transaction with it. */
    @Override
    public void begin(Connection connection, LedgerSettings bounds) throws SQLException {
        long lock = seconds(bounds.claimTimeout());
        String life = isMariaDb(connection) ? "idle_transaction_timeout" : "wait_timeout";
        execute(
                connection,
                "SET SESSION innodb_lock_wait_timeout = " + lock + ", lock_wait_timeout = " + lock + ", " + life + " = "
                        + seconds(bounds.transactionTimeout()));
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
        OwnerMarks marks = new MySqlMarks(settings, seconds(settings.claimTimeout()));
        return new StandardLedger(settings, definitions, columns, faults::mayBeDuplicate, marks);
    }

    /** None is known by its name: {@link MySqlMarks} knows those of owners. */
    @Override
    public int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings) {
        return 0;
    }

    /** "Identifier Names" in both manuals: of the Basic Multilingual Plane, and without a blank at the end. */
    private static boolean isName(String name) {
        return name.length() <= MAX_NAME
                && !name.endsWith(" ")
                && name.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }

    private static boolean isMariaDb(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
    }

    private static long seconds(Duration duration) {
        return Math.max(1, duration.plusMillis(999).toSeconds());
    }

    /** INSERT IGNORE would take bad values too, changed into others. */
    private static String ignore(ColumnSet columns) {
        String first = NAMES.quote(columns.columns().get(0).name());
        return " ON DUPLICATE KEY UPDATE " + first + " = " + first;
    }

    /** A row that would stay as it is is not written, whatever the rule says of it. */
    private static String overwrite(RowSql sql, ColumnSet columns) {
        String condition = sql.conditions().ofVersion(columns, (i, column) -> fresh(column));
        List<Column> rest = new ArrayList<>(sql.restOf(columns));
        // Changes are made from left to right, and the condition is to see the version that is there.
        columns.overwrites().version().filter(rest::remove).ifPresent(rest::add);
        return rest.stream()
                .map(column -> assignment(column, condition))
                .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""));
    }

    private static String assignment(Column column, String condition) {
        String name = NAMES.quote(column.name());
        return name + " = "
                + (condition.isEmpty() ? fresh(column) : "IF(" + condition + ", " + fresh(column) + ", " + name + ")");
    }

    private static String fresh(Column column) {
        return "VALUES(" + NAMES.quote(column.name()) + ")";
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
