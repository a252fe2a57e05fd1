package io.penstock.jdbc.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.api.Trigger;

/** H2 in this JVM. */
public final class H2Target extends Target {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String url;

    private H2Target(String url) throws SQLException {
        super(DriverManager.getConnection(url, "sa", "secret"));
        this.url = url;
    }

    public static H2Target create() throws SQLException {
        return new H2Target("jdbc:h2:mem:t" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of("connection.url", url, "connection.user", "sa", "connection.password", "secret");
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "sa", "secret");
    }

    @Override
    public String computed(String expression) {
        return " GENERATED ALWAYS AS (" + expression + ")";
    }

    @Override
    public String instantText(String column) {
        return "FORMATDATETIME(" + column + " AT TIME ZONE 'UTC', 'uuuu-MM-dd HH:mm:ss.SSSSSS', 'en', 'UTC')";
    }

    @Override
    public String timestampText(String column) {
        return "FORMATDATETIME(" + column + ", 'uuuu-MM-dd HH:mm:ss.SSSSSS')";
    }

    @Override
    public String timeText(String column) {
        return "FORMATDATETIME(" + column + ", 'HH:mm:ss.SSSSSS')";
    }

    @Override
    public String hex(String column) {
        return "LOWER(RAWTOHEX(" + column + "))";
    }

    @Override
    public String caselessText() {
        return "VARCHAR_IGNORECASE(30)";
    }

    @Override
    public int longestName() {
        return 256;
    }

    @Override
    public void watchUpdates(String table) throws SQLException {
        execute("CREATE TABLE " + quote("updates of " + table) + " (n INT)");
        execute("CREATE TRIGGER updated AFTER UPDATE ON " + quote(table) + " FOR EACH ROW CALL '"
                + UpdateCounter.class.getName() + "'");
    }

    /** A trigger that leaves a row for each update. */
    public static final class UpdateCounter implements Trigger {

        private String table = "";

        @Override
        public void init(
                Connection connection, String schema, String trigger, String watched, boolean before, int type) {
            table = watched;
        }

        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO \"updates of " + table + "\" VALUES (1)");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        execute("SHUTDOWN IMMEDIATELY");
        super.close();
    }
}
