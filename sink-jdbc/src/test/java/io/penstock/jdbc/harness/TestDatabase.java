package io.penstock.jdbc.harness;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** An empty database of its own, read by plain JDBC. */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final EmbeddedPostgresServer server;
    private final String name;
    private final SqlConsole console;

    private TestDatabase(EmbeddedPostgresServer server, String name) throws SQLException {
        this.server = server;
        this.name = name;
        this.console = new SqlConsole(server.connect(name));
    }

    public static TestDatabase create(EmbeddedPostgresServer server) throws SQLException {
        String name = "t" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();
        server.createDatabase(name);
        return new TestDatabase(server, name);
    }

    public String name() {
        return name;
    }

    public String url() {
        return server.jdbcUrl(name);
    }

    /** The same database by way of a proxy. */
    public String urlThrough(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    /** A sink's configuration with small pauses, and {@code overrides} as pairs of key and value. */
    public Map<String, String> props(String... overrides) {
        Map<String, String> props = Target.quickSink(url());
        props.put("connection.user", server.user());
        props.put("connection.password", server.password());
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    public void execute(String sql) throws SQLException {
        console.execute(sql);
    }

    /** Each row as its values' texts, parted by {@code |}; null as {@code ~}. */
    public List<String> rows(String sql) throws SQLException {
        return console.rows(sql);
    }

    /** The first value of the first row. */
    public long number(String sql) throws SQLException {
        return console.number(sql);
    }

    /** From now on counts the statements that change that table, also those that are rolled back: a sequence keeps what it has counted. */
    public void countStatements(String table) throws SQLException {
        execute("CREATE SEQUENCE statements");
        execute("CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " PERFORM nextval('statements'); RETURN NULL; END $$");
        execute("CREATE TRIGGER counted BEFORE INSERT OR UPDATE OR DELETE ON " + table
                + " FOR EACH STATEMENT EXECUTE FUNCTION counted()");
    }

    /** INSERT … ON CONFLICT DO UPDATE counts twice. */
    public long statements() throws SQLException {
        return number("SELECT last_value FROM statements");
    }

    @Override
    public void close() throws SQLException {
        console.close();
    }
}
