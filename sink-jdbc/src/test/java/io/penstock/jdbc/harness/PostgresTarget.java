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
    public String caselessText() throws SQLException {
        execute(
                "CREATE COLLATION IF NOT EXISTS caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        return "text COLLATE caseless";
    }

    @Override
    public int longestName() {
        return 63;
    }

    @Override
    public void watchUpdates(String table) throws SQLException {
        execute("CREATE TABLE \"updates of " + table + "\" (n int)");
        execute("CREATE FUNCTION updated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO \"updates of "
                + table + "\" VALUES (1); RETURN NEW; END $$");
        execute("CREATE TRIGGER updated BEFORE UPDATE ON " + table + " FOR EACH ROW EXECUTE FUNCTION updated()");
    }

    @Override
    public void close() throws SQLException {
        database.close();
        super.close();
    }

    @Override
    public boolean knowsInfinity() {
        return true;
    }
}
