package io.penstock.jdbc.harness;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An empty database of its own, read by plain JDBC. */
public final class TestDatabase implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final EmbeddedPostgresServer server;
    private final String name;
    private final Connection connection;

    private TestDatabase(EmbeddedPostgresServer server, String name) throws SQLException {
        this.server = server;
        this.name = name;
        this.connection = server.connect(name);
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
        Map<String, String> props = new HashMap<>();
        props.put("name", "sink");
        props.put("connection.url", url());
        props.put("connection.user", server.user());
        props.put("connection.password", server.password());
        props.put("auto.create", "true");
        props.put("auto.evolve", "true");
        props.put("flush.interval.ms", "60000");
        props.put("retry.backoff.initial.ms", "20");
        props.put("retry.backoff.max.ms", "200");
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Each row as its values' texts, parted by {@code |}; null as {@code ~}. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.append(i > 1 ? "|" : "").append(text(result.getString(i)));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }

    /** The first value of the first row. */
    public long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "~" : value;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
