package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That rows come to PostgreSQL in the way that {@code write.method} says. */
class PostgresMethodsIT extends PostgresCase {

    private Map<String, String> props(String mode, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", mode);
        props.put("pk.mode", "record_value");
        props.put("pk.fields", "id");
        return props;
    }

    /** What the server was sent, by triggers, which see it. */
    @ParameterizedTest
    @CsvSource({
        "auto, insert, COPY \"orders\" (%, 1",
        "auto, upsert, '%FROM (SELECT unnest($1::int8[]) AS c0, unnest($2::text[]) AS c1) AS u%', 1",
        "copy, insert, COPY \"orders\" (%, 1",
        "copy, upsert, %FROM pg_temp.penstock_copied_rows%, 1",
        "unnest, insert, %FROM (SELECT unnest(%, 1",
        "unnest, upsert, %FROM (SELECT unnest(%, 1",
        "multirow, insert, '%FROM (VALUES ($1::int8, $2::text), (%', 1",
        "multirow, upsert, '%FROM (VALUES ($1::int8, $2::text), (%', 1",
        "batch, insert, '%FROM (VALUES ($1::int8, $2::text)) AS%', 3",
        "batch, upsert, '%FROM (VALUES ($1::int8, $2::text)) AS%', 3"
    })
    void rowsComeInTheWayThatWasChosen(String method, String mode, String statement, int times) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a text)");
        database.execute("CREATE TABLE sent (statement text)");
        database.execute("CREATE FUNCTION saw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " INSERT INTO sent VALUES (current_query()); RETURN NULL; END $$");
        database.execute("CREATE TRIGGER saw AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION saw()");
        try (TaskDriver task = TaskDriver.start(props(mode, "write.method", method), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "a", "x"),
                    orders.map(1, null, "id", 2L, "a", null),
                    orders.map(2, null, "id", 3L, "a", "z"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("1|x", "2|~", "3|z");
        assertThat(database.number("SELECT count(*) FROM sent WHERE statement LIKE '" + statement + "'"))
                .as("%s", database.rows("SELECT statement FROM sent"))
                .isEqualTo(times);
        assertThat(database.number("SELECT count(*) FROM sent")).isEqualTo(times);
    }

    @Test
    void aTableToCopyIntoGoesBeforeTheNextStatementNeedsOne() throws SQLException {
        // Given rows of two tables and of two sets of columns in one transaction
        try (TaskDriver task = TaskDriver.start(
                props("upsert", "write.method", "copy", "table.name.format", "t_${value.t}", "delete.enabled", "false"),
                ORDERS)) {
            // When
            for (int i = 0; i < 2; i++) {
                task.put(
                        orders.map(4L * i, null, "t", "a", "id", 1L, "n", (long) i),
                        orders.map(4L * i + 1, null, "t", "a", "id", 2L),
                        orders.map(4L * i + 2, null, "t", "b", "id", 1L, "n", 5L));
                task.flush();
            }
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, n FROM t_a ORDER BY id")).containsExactly("1|1", "2|~");
        assertThat(database.rows("SELECT id, n FROM t_b")).containsExactly("1|5");
    }

    /** The driver quotes statements of batches with their values. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "unnest", "multirow", "batch"})
    void aLockedTableIsWaitedForWithoutAWordOfItsValues(String method) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a text)");
        Map<String, String> props =
                props("upsert", "write.method", method, "batch.max.rows", "2", "ledger.claim.timeout.ms", "100");
        try (TaskDriver task = TaskDriver.start(props, ORDERS);
                Connection other = POSTGRES.get().connect(database.name());
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE orders IN EXCLUSIVE MODE");
            List<SinkRecord> two =
                    List.of(orders.map(0, null, "id", 1L, "a", "SECRET"), orders.map(1, null, "id", 2L, "a", "SECRET"));
            // When
            assertThatThrownBy(() -> task.putOnce(two))
                    // Then
                    .isInstanceOf(RetriableException.class)
                    .satisfies(failure ->
                            assertThat(trace(failure)).contains("55P03").doesNotContain("SECRET"));
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    /** Which the URL may ask for; it has no parameters in binary form. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "copy", "multirow", "batch"})
    void writesInTheSimpleQueryMode(String method) throws SQLException {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("v", Schema.INT32_SCHEMA)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .field("raw", Schema.BYTES_SCHEMA)
                .field("price", Decimal.schema(2))
                .field("ratio", Schema.FLOAT64_SCHEMA)
                .field("day", Date.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .build();
        Map<String, String> props = props("upsert", "write.method", method, "upsert.condition.field", "v");
        props.put("connection.url", props.get("connection.url") + "?preferQueryMode=simple");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            for (int round = 0; round < 2; round++) {
                task.put(List.of(
                        orders.struct(2L * round, null, row(schema, 1, round, "it's \"a\", {b} \\")),
                        orders.struct(2L * round + 1, null, row(schema, 2, 5 - round, null))));
                task.flush();
            }
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, v, note, encode(raw, 'hex'), price, ratio, day,"
                        + " to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM orders ORDER BY id"))
                .containsExactly(
                        "1|1|it's \"a\", {b} \\|00ff|1.50|0.1|1970-01-02|1970-01-01 00:00:01",
                        "2|5|~|00ff|1.50|0.1|1970-01-02|1970-01-01 00:00:01");
    }

    private static Struct row(Schema schema, long id, int version, @Nullable String note) {
        return new Struct(schema)
                .put("id", id)
                .put("v", version)
                .put("note", note)
                .put("raw", new byte[] {0, (byte) 0xff})
                .put("price", new BigDecimal("1.50"))
                .put("ratio", 0.1)
                .put("day", new java.util.Date(86_400_000))
                .put("at", new java.util.Date(1_000));
    }
}
