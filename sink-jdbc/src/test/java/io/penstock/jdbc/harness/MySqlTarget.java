package io.penstock.jdbc.harness;

import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on the one MariaDB of this JVM, by way of either driver. */
public final class MySqlTarget extends Target {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final EmbeddedMariaDbServer server;
    private final String scheme;
    private final String name;

    private MySqlTarget(EmbeddedMariaDbServer server, String scheme, String name) throws SQLException {
        super(connect(server, name));
        this.server = server;
        this.scheme = scheme;
        this.name = name;
    }

    /** @param scheme {@code jdbc:mariadb:} or {@code jdbc:mysql:} */
    public static MySqlTarget create(EmbeddedMariaDbServer server, String scheme) throws SQLException {
        String name = "t" + COUNT.incrementAndGet();
        try (Connection connection = connect(server, "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return new MySqlTarget(server, scheme, name);
    }

    private static Connection connect(EmbeddedMariaDbServer server, String database) throws SQLException {
        return connect(server, database, "admin");
    }

    private static Connection connect(EmbeddedMariaDbServer server, String database, String user) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + server.port() + "/" + database, user, user);
    }

    /** The database's. */
    public String name() {
        return name;
    }

    /** A connection of {@code admin} or {@code test}. */
    public Connection connect(String user) throws SQLException {
        return connect(server, name, user);
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of(
                "connection.url",
                scheme + "//127.0.0.1:" + server.port() + "/" + name,
                "connection.user",
                "admin",
                "connection.password",
                "admin");
    }

    /** A sink's configuration by way of a proxy, as a user without the PROCESS privilege. */
    public Map<String, String> propsThrough(int port) {
        return props(
                "connection.url",
                scheme + "//127.0.0.1:" + port + "/" + name,
                "connection.user",
                "test",
                "connection.password",
                "test");
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(server, name);
    }

    /** Only those of owners, which it knows: {@code MariaDbFencingIT}. */
    @Override
    public boolean endsFrozenSessions() {
        return false;
    }

    @Override
    protected String mark() {
        return "`";
    }

    @Override
    public String timestamp() {
        return "DATETIME(6)";
    }

    @Override
    public String instantText(String column) {
        return "DATE_FORMAT(" + column + ", '%Y-%m-%d %H:%i:%s.%f')";
    }

    @Override
    public String timeText(String column) {
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public String dateText(String column) {
        return "CAST(" + column + " AS CHAR)";
    }

    @Override
    public String singlePrecision() {
        return "FLOAT";
    }

    @Override
    public String caselessText() {
        return "VARCHAR(30) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci";
    }

    @Override
    public int longestName() {
        return 64;
    }

    /** By a column that changes with its row: triggers run for rows that stay as they are, too. */
    @Override
    public void watchUpdates(String table) throws SQLException {
        execute("ALTER TABLE " + quote(table) + " ADD COLUMN updated TIMESTAMP(6) NOT NULL DEFAULT '2000-01-01'"
                + " ON UPDATE CURRENT_TIMESTAMP(6)");
    }

    @Override
    public long updates(String table) throws SQLException {
        return number("SELECT COUNT(*) FROM " + quote(table) + " WHERE updated > '2000-01-02'");
    }

    @Override
    public boolean ignoresCase() {
        return true;
    }

    @Override
    public String hex(String column) {
        return "LOWER(HEX(" + column + "))";
    }
}
