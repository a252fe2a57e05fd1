package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Which columns a row has, and where their values come from. */
class ColumnsIT extends PostgresCase {

    private static final Schema META = SchemaBuilder.struct()
            .optional()
            .field("at", Schema.OPTIONAL_INT64_SCHEMA)
            .field("by", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema ORDER = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("note", Schema.OPTIONAL_STRING_SCHEMA)
            .field("secret", Schema.OPTIONAL_STRING_SCHEMA)
            .field("meta", META)
            .build();

    private static Struct order(long id) {
        return new Struct(ORDER)
                .put("id", id)
                .put("note", "n" + id)
                .put("secret", "s")
                .put("meta", new Struct(META).put("at", 10 * id).put("by", "me"));
    }

    private static Map<String, Object> sameWithoutSchema(long id) {
        return Map.of("id", id, "note", "n" + id, "secret", "s", "meta", Map.of("at", 10 * id, "by", "me"));
    }

    private SinkRecord map(long offset, Map<String, Object> value) {
        return orders.record(offset, null, "k", null, value);
    }

    @Test
    void storesTheFieldsThatAreAskedForUnderTheNamesThatAreAskedFor() throws SQLException {
        // Given
        Map<String, String> props = database.props("fields.include", "id,note,meta.at", "fields.rename", "note:remark");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.struct(1, "k", order(2).put("meta", null)),
                    map(2, sameWithoutSchema(3)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id")).containsExactly("1|n1|10", "2|n2|~", "3|n3|30");
        assertThat(database.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"
                        + " ORDER BY ordinal_position"))
                .containsExactly("id", "remark", "meta_at");
    }

    @Test
    void theFirstMapMakesATableOfTheSameColumns() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "fields.include",
                "note,meta.by",
                "fields.rename",
                "meta.id:order_id,meta.by:author",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(map(0, sameWithoutSchema(1)), orders.struct(1, "k", order(1).put("note", "later")));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, note, author FROM orders")).containsExactly("1|later|me");
    }

    @Test
    void anEntryOfAMapWithASchemaMakesThePrimaryKey() throws SQLException {
        // Given
        Schema tagged = SchemaBuilder.struct()
                .field("note", Schema.STRING_SCHEMA)
                .field("meta", SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT64_SCHEMA))
                .build();
        Map<String, String> props = database.props(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "meta.id",
                "fields.rename",
                "meta.id:id",
                "fields.exclude",
                "meta");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", new Struct(tagged).put("note", "none").put("meta", Map.of("at", 1L))),
                    orders.struct(1, "k", new Struct(tagged).put("note", "1").put("meta", Map.of("id", 1L))),
                    orders.struct(2, "k", new Struct(tagged).put("note", "2").put("meta", Map.of("id", 1L))),
                    orders.struct(3, "k", new Struct(tagged).put("note", "none").put("meta", Map.of())));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(0L, 3L);
            assertThat(task.context().deadLetters())
                    .allSatisfy(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-333"));
        }
        assertThat(database.rows("SELECT id, note FROM orders")).containsExactly("1|2");
    }

    @Test
    void aNestedFieldMakesThePrimaryKey() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id,meta.at",
                "fields.rename",
                "meta.at:at",
                "fields.exclude",
                "meta");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    map(1, Map.of("id", 1, "note", "later", "meta", Map.of("at", 10))),
                    orders.struct(2, "k", order(2)),
                    orders.struct(3, "k", order(3).put("meta", null)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-333")
                            .hasMessageContaining("\"at\""));
        }
        assertThat(database.rows("SELECT id, at, note FROM orders ORDER BY id"))
                .containsExactly("1|10|later", "2|20|n2");
    }

    @Test
    void headersMakeThePrimaryKeyOfTombstonesToo() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_header",
                "pk.fields",
                "tenant,no",
                "delete.mode",
                "tombstone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    keyed(orders.map(0, null, "a", "1"), "t1", (byte) 1),
                    keyed(orders.map(1, null, "a", "1"), "t1", 70_000),
                    keyed(orders.map(2, null, "a", "2"), "t1", (short) 1),
                    keyed(orders.tombstone(3, null), "t1", 70_000),
                    orders.map(4, null, "a", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-333")
                            .hasMessageContaining("tenant"));
        }
        assertThat(database.rows("SELECT tenant, no, a FROM orders")).containsExactly("t1|1|2");
    }

    @Test
    void aRecordWithoutTheKeysHeaderDoesNotDecideItsType() throws SQLException {
        // Given
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_header", "pk.fields", "tenant,no");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, null, "a", "1"), keyed(orders.map(1, null, "a", "1"), "t1", 7L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-333")
                            .hasMessageContaining("tenant"));
        }
        assertThat(database.rows("SELECT data_type FROM information_schema.columns"
                        + " WHERE table_name = 'orders' AND column_name = 'no'"))
                .isNotEmpty()
                .doesNotContain("text");
    }

    private static SinkRecord keyed(SinkRecord record, String tenant, Object number) {
        record.headers().addString("tenant", tenant).add("no", number, null);
        return record;
    }

    @Test
    void whatKafkaKnowsOfARecordGoesIntoColumns() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "metadata.columns",
                "topic, partition, offset:kafka_offset, timestamp, header.trace:trace_id, header.day");
        SinkRecord traced = orders.map(0, "k", "id", 1L, "day", "not stored: the header's column comes first");
        traced.headers().addString("trace", "old").addString("trace", "t-1");
        traced.headers().addDate("day", new java.util.Date(86_400_000L));
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(traced, orders.struct(1, "k", new Struct(schemaOfId()).put("id", 2L)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(
                        database.rows(
                                "SELECT id, __connect_topic, __connect_partition, kafka_offset,"
                                        + " extract(epoch FROM __connect_timestamp)::numeric(20,3), trace_id, day FROM orders ORDER BY id"))
                .containsExactly("1|orders|0|0|1700000000.000|t-1|1970-01-02", "2|orders|0|1|1700000000.001|~|~");
    }

    private static Schema schemaOfId() {
        return SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();
    }

    @Test
    void bindsMetadataToTheTypesThatAreThere() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, seen date, n numeric, at timestamp)");
        Map<String, String> props = database.props("metadata.columns", "header.seen,header.n,timestamp:at");
        SinkRecord record = orders.map(0, "k", "id", 1L);
        record.headers().add("seen", new java.util.Date(0), Date.SCHEMA).addString("n", "1.50");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(record);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT seen, n, at FROM orders"))
                .containsExactly("1970-01-01|1.50|2023-11-14 22:13:20");
    }

    @Test
    void metadataDoesNotOverwriteTheKey() throws SQLException {
        // Given
        Map<String, String> props =
                database.props("pk.mode", "record_value", "pk.fields", "meta.id", "metadata.columns", "offset:meta_id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "k", "meta", Records.mapOf("id", 7L), "a", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-336")
                            .hasMessageContaining("metadata.columns"));
        }
    }

    @Test
    void refusesARecordWithTwoFieldsForOneColumn() throws SQLException {
        // Given
        Map<String, String> props = database.props("fields.rename", "note:name,secret:id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "note", "1"),
                    orders.map(1, "k", "secret", "2"),
                    orders.map(2, "k", "secret", "3", "id", "3"),
                    orders.map(3, "k", "note", "4", "other", Records.mapOf("nested", 1)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter ->
                            String.valueOf(letter.reason().getMessage()).substring(1, 8))
                    .containsExactly("PEN-336", "PEN-331");
        }
        assertThat(database.rows("SELECT name, id FROM orders ORDER BY id")).containsExactly("~|2", "1|~");
    }
}
