package io.penstock.jdbc.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** HSQLDB in this JVM, which stands for any database with a driver. */
public final class HsqldbTarget extends Target {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String scheme;
    private final String name;

    private HsqldbTarget(String scheme, String name) throws SQLException {
        super(connect(name));
        this.scheme = scheme;
        this.name = name;
    }

    public static HsqldbTarget create() throws SQLException {
        return create("jdbc:");
    }

    /** By way of the {@link StrictDriver}. */
    public static HsqldbTarget createStrict() throws SQLException {
        return create(StrictDriver.SCHEME);
    }

    private static HsqldbTarget create(String scheme) throws SQLException {
        HsqldbTarget target = new HsqldbTarget(scheme, "hsqldb:mem:t" + COUNT.incrementAndGet());
        // Else "a" and "a " are one key.
        target.execute("SET DATABASE COLLATION SQL_TEXT NO PAD");
        return target;
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of("connection.url", scheme + name, "connection.user", "SA");
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(name);
    }

    private static Connection connect(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:" + name, "SA", "");
    }

    @Override
    public String computed(String expression) {
        return " GENERATED ALWAYS AS (" + expression + ")";
    }

    @Override
    public String instantText(String column) {
        return "TO_CHAR(" + column + ", 'YYYY-MM-DD HH24:MI:SS.FF')";
    }

    @Override
    public String timeText(String column) {
        return "CAST(" + column + " AS VARCHAR(15))";
    }

    @Override
    public String hex(String column) {
        return "LOWER(RAWTOHEX(CAST(" + column + " AS VARBINARY(100))))";
    }

    @Override
    public String caselessText() {
        return "VARCHAR_IGNORECASE(30)";
    }

    @Override
    public boolean widensColumns() {
        return false;
    }

    @Override
    public boolean comparesRows() {
        return false;
    }

    @Override
    public boolean ordersTexts() {
        return false;
    }

    @Override
    public int longestName() {
        return 0;
    }

    @Override
    public void watchUpdates(String table) throws SQLException {
        String updates = quote("updates of " + table);
        execute("CREATE TABLE " + updates + " (n INT)");
        execute("CREATE TRIGGER updated AFTER UPDATE ON " + quote(table) + " FOR EACH ROW INSERT INTO " + updates
                + " VALUES (1)");
    }

    @Override
    public boolean endsFrozenSessions() {
        return false;
    }

    @Override
    public boolean boundsWaitsForLocks() {
        return false;
    }

    /** Rows that others commit while two sessions add columns are lost, by plain JDBC too. */
    @Override
    public boolean changesTablesSafely() {
        return false;
    }

    /** Its driver counts days before 1582 by the Julian calendar. */
    @Override
    public String oldDay() {
        return "1582-10-15";
    }

    @Override
    public String veryOldDay() {
        return "1600-02-29";
    }

    @Override
    public int decimalDigits() {
        return 25;
    }

    @Override
    public void close() throws SQLException {
        execute("SHUTDOWN");
        super.close();
    }
}
