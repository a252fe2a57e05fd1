package io.penstock.jdbc.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** HSQLDB in this JVM, which stands for any database with a driver. */
public final class HsqldbTarget extends Target {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;

    private HsqldbTarget(String url) throws SQLException {
        super(DriverManager.getConnection(url, "SA", ""));
        this.url = url;
    }

    public static HsqldbTarget create() throws SQLException {
        HsqldbTarget target = new HsqldbTarget("jdbc:hsqldb:mem:t" + COUNT.incrementAndGet() + "");
        // Else "a" and "a " are one key.
        target.execute("SET DATABASE COLLATION SQL_TEXT NO PAD");
        return target;
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of("connection.url", url, "connection.user", "SA");
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "SA", "");
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
    public void watchUpdates(String table) {
        throw new UnsupportedOperationException("rows are not compared");
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
