package io.penstock.jdbc.harness;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A database of its own on the one server of this JVM. */
public final class PostgresTarget extends Target {

    private final EmbeddedPostgresServer server;
    private final TestDatabase database;

    private PostgresTarget(EmbeddedPostgresServer server, TestDatabase database) throws SQLException {
        super(server.connect(database.name()));
        this.server = server;
        this.database = database;
    }

    public static PostgresTarget create(EmbeddedPostgresServer server) throws SQLException {
        return new PostgresTarget(server, TestDatabase.create(server));
    }

    @Override
    protected Map<String, String> connection() {
        return Map.of(
                "connection.url",
                database.url(),
                "connection.user",
                server.user(),
                "connection.password",
                server.password());
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(database.name());
    }

    @Override
    public String instantText(String column) {
        return timestampText("(" + column + " AT TIME ZONE 'UTC')");
    }

    @Override
    public String timestampText(String column) {
        return "to_char(" + column + ", 'YYYY-MM-DD HH24:MI:SS.US')";
    }

    @Override
    public String timeText(String column) {
        return "to_char(" + column + "::interval, 'HH24:MI:SS.US')";
    }

    @Override
    public String hex(String column) {
        return "encode(" + column + ", 'hex')";
    }

    @Override
    public void close() throws SQLException {
        database.close();
        super.close();
    }
}
