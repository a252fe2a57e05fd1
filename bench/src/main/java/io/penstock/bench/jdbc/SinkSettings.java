package io.penstock.bench.jdbc;

import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.util.HashMap;
import java.util.Map;

/** The sinks' configurations: their defaults, but for what the case and the table ask for. */
final class SinkSettings {

    private SinkSettings() {}

    static Map<String, String> penstock(EmbeddedPostgresServer server, JdbcMatch match, OrderTable table) {
        Map<String, String> props = common("io.penstock.jdbc.JdbcSinkConnector", server, match, table);
        props.put("connection.user", server.user());
        props.put("table.name.format", table.name());
        if (match.kind().upserts()) {
            props.put("pk.mode", "record_value");
            props.put("pk.fields", "id");
        }
        return props;
    }

    /** @param method of {@code write.method}, in place of the one that is taken without it */
    static Map<String, String> penstockBy(
            String method, EmbeddedPostgresServer server, JdbcMatch match, OrderTable table) {
        Map<String, String> props = penstock(server, match, table);
        props.put("write.method", method);
        return props;
    }

    static Map<String, String> debezium(EmbeddedPostgresServer server, JdbcMatch match, OrderTable table) {
        Map<String, String> props = common("io.debezium.connector.jdbc.JdbcSinkConnector", server, match, table);
        props.put("connection.username", server.user());
        props.put("collection.name.format", table.name());
        props.put("schema.evolution", "none");
        if (match.kind().upserts()) {
            props.put("primary.key.mode", "record_value");
            props.put("primary.key.fields", "id");
        } else {
            props.put("primary.key.mode", "none");
        }
        return props;
    }

    /** Arrays instead of a statement for each row, which Debezium does only when asked to. */
    static Map<String, String> debeziumUnnest(EmbeddedPostgresServer server, JdbcMatch match, OrderTable table) {
        Map<String, String> props = debezium(server, match, table);
        props.put("dialect.postgres.unnest.insert.enabled", "true");
        return props;
    }

    private static Map<String, String> common(
            String connector, EmbeddedPostgresServer server, JdbcMatch match, OrderTable table) {
        Map<String, String> props = new HashMap<>();
        props.put("connector.class", connector);
        // A ledger of its own for each match, since offsets begin anew.
        props.put("name", table.name() + "-" + match.kind().title() + "-" + match.putSize());
        props.put("topics", Orders.PARTITION.topic());
        props.put("connection.url", server.jdbcUrl());
        props.put("connection.password", server.password());
        props.put("insert.mode", match.kind().upserts() ? "upsert" : "insert");
        return props;
    }
}
