package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Change events of Debezium, as they are. */
class DebeziumIT extends PostgresCase {

    private static final String ALL = "SELECT id, a FROM orders ORDER BY id";
    private static final Schema ROW = SchemaBuilder.struct()
            .name("shop.public.orders.Value")
            .optional()
            .field("id", Schema.INT64_SCHEMA)
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    private static final Schema SOURCE =
            SchemaBuilder.struct().field("table", Schema.STRING_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .name("shop.public.orders.Envelope")
            .field("before", ROW)
            .field("after", ROW)
            .field("source", SOURCE)
            .field("op", Schema.STRING_SCHEMA)
            .build();
    private static final Schema KEY =
            SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

    private Map<String, String> mirror(String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", "upsert");
        props.putIfAbsent("pk.mode", "record_key");
        return props;
    }

    private SinkRecord event(long offset, String op, @Nullable Struct before, @Nullable Struct after) {
        Struct value = new Struct(ENVELOPE)
                .put("op", op)
                .put("before", before)
                .put("after", after)
                .put("source", new Struct(SOURCE).put("table", "orders"));
        Struct row = after == null ? before : after;
        Struct key = row == null ? null : new Struct(KEY).put("id", row.getInt64("id"));
        return orders.record(offset, key == null ? null : KEY, key, ENVELOPE, value);
    }

    private SinkRecord tombstone(long offset, long id) {
        return orders.record(offset, KEY, new Struct(KEY).put("id", id), null, null);
    }

    private static Struct row(long id, @Nullable String a) {
        return new Struct(ROW).put("id", id).put("a", a);
    }

    @Test
    void mirrorsATable() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(mirror("delete.mode", "tombstone"), ORDERS)) {
            // When
            task.put(
                    event(0, "r", null, row(1, "snapshot")),
                    event(1, "c", null, row(2, "1")),
                    event(2, "u", row(2, "1"), row(2, "2")),
                    event(3, "c", null, row(3, "1")),
                    event(4, "d", row(3, "1"), null),
                    tombstone(5, 3),
                    event(6, "u", null, row(1, null)));
            task.flush();
            task.put(event(7, "d", row(2, "2"), null));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("1|~");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("8");
    }

    @Test
    void findsDeletedRowsByTheirLastState() throws SQLException {
        // Given
        Map<String, String> props = mirror(
                "record.format",
                "debezium",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "delete.mode",
                "soft",
                "delete.field",
                "a",
                "delete.field.values",
                "gone",
                "metadata.columns",
                "topic:t,offset:o",
                "table.name.format",
                "${value.source.table}");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    event(0, "c", null, row(1, "1")),
                    event(1, "c", null, row(2, "1")),
                    event(2, "d", row(2, "1"), null),
                    event(3, "c", null, row(3, "1")),
                    event(4, "u", null, row(3, "gone")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, __deleted, t, o FROM orders ORDER BY id"))
                .containsExactly("1|1|f|orders|0", "2|1|t|orders|1", "3|1|t|orders|3");
    }

    /** Only the event that deletes says which table the tombstone behind it is of. */
    @Test
    void passesTombstonesOverWhereEventsNameTheTable() throws SQLException {
        // Given
        Map<String, String> props = mirror(
                "record.format", "debezium", "delete.mode", "tombstone", "table.name.format", "${value.source.table}");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    event(0, "c", null, row(1, "1")),
                    event(1, "c", null, row(2, "1")),
                    event(2, "d", row(2, "1"), null),
                    tombstone(3, 2));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("1|1");
        try (TaskDriver heir = TaskDriver.start(props, ORDERS)) {
            heir.put(tombstone(3, 2), event(4, "c", null, row(3, "1")));
            heir.flush();
            assertThat(heir.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("5");
    }

    /** Some who migrate keep what the source deletes, and some have no key at all. */
    @ParameterizedTest
    @CsvSource({
        "upsert, record_key, auto, orders",
        "insert, none, debezium, orders",
        "upsert, record_key, debezium, ${value.source.table}",
        "upsert, record_key, auto, ${value.source.table}"
    })
    void deletesAreIgnoredWhereThatIsAskedFor(String insert, String key, String format, String table)
            throws SQLException {
        // Given
        Map<String, String> props =
                mirror("delete.mode", "ignore", "pk.mode", key, "record.format", format, "table.name.format", table);
        props.put("insert.mode", insert);
        try (TaskDriver task = TaskDriver.startWithoutDeadLetterQueue(props, ORDERS)) {
            // When
            task.put(
                    event(0, "d", row(3, "1"), null),
                    tombstone(1, 3),
                    event(2, "c", null, row(1, "1")),
                    event(3, "c", null, row(2, "1")),
                    event(4, "d", row(2, "1"), null),
                    tombstone(5, 2));
            task.flush();
        }
        // Then
        assertThat(database.rows(ALL)).containsExactly("1|1", "2|1");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("6");
    }

    @Test
    void deletesByTheKeyWithinTheLastStateAndPassesTombstonesOver() throws SQLException {
        // Given
        Map<String, String> props = mirror(
                "record.format", "debezium", "pk.mode", "record_value", "pk.fields", "id", "delete.mode", "tombstone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    event(0, "c", null, row(1, "1")),
                    event(1, "c", null, row(2, "1")),
                    event(2, "d", row(1, "1"), null),
                    tombstone(3, 1));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("2|1");
    }

    @Test
    void takesEventsWithoutASchemaAndPassesTombstonesOver() throws SQLException {
        // Given
        Map<String, String> props = mirror(
                "record.format",
                "debezium",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "delete.mode",
                "field",
                "delete.field",
                "never");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "op", "c", "after", Records.mapOf("id", 1L, "a", "1")),
                    orders.map(1, "k", "op", "c", "after", Records.mapOf("id", 2L, "a", "1")),
                    orders.map(2, "k", "op", "d", "before", Records.mapOf("id", 2L), "after", null),
                    orders.tombstone(3, "k"),
                    orders.map(4, "k", "op", "m", "message", "x"),
                    orders.map(5, "k", "id", 3L),
                    orders.map(6, "k", "op", "u", "after", null));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(4L, 5L, 6L);
            assertThat(task.context().deadLetters()).allSatisfy(letter -> {
                assertThat(letter.reason()).hasMessageContaining("PEN-330");
                // the record as it came, and not what was read out of it
                assertThat(letter.record().value()).isInstanceOf(Map.class);
            });
        }
        assertThat(database.rows(ALL)).containsExactly("1|1");
    }

    @Test
    void aTruncationEmptiesTheTableBetweenWhatCameBeforeAndAfter() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(mirror("truncate.enabled", "true"), ORDERS)) {
            // When
            task.put(event(0, "t", null, null), event(1, "c", null, row(1, "1")));
            task.flush();
            task.put(event(2, "c", null, row(2, "1")), event(3, "t", null, null), event(4, "c", null, row(3, "1")));
            task.flush();
            // Then a truncation of a table that was never made has nothing to do
            assertThat(task.context().deadLetters()).isEmpty();
            assertThat(database.rows(ALL)).containsExactly("3|1");
            // When
            task.put(event(5, "t", null, null));
            task.flush();
        }
        // Then
        assertThat(database.rows(ALL)).isEmpty();
    }

    @Test
    void aTruncationEmptiesATableThatWasMadeAfterItWasLookedFor() throws SQLException {
        // Given
        Map<String, String> props = mirror("truncate.enabled", "true", "auto.create", "false");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(event(0, "t", null, null));
            task.flush();
            database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a text)");
            database.execute("INSERT INTO orders VALUES (1, 'loaded')");
            // When
            task.put(event(1, "t", null, null));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).isEmpty();
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("2");
    }

    @Test
    void deletesAndTruncationsThatAreNotEnabledAreBadRecordsAsTheyCame() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(mirror(), ORDERS)) {
            // When
            SinkRecord refused = event(3, "c", null, row(4, "nul\0"));
            task.put(
                    event(0, "c", null, row(1, "1")),
                    event(1, "d", row(1, "1"), null),
                    event(2, "t", null, null),
                    refused);
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter ->
                            String.valueOf(letter.reason().getMessage()).substring(1, 8))
                    .containsExactly("PEN-334", "PEN-337", "PEN-335");
            assertThat(task.context().deadLetters().get(2).record()).isSameAs(refused);
        }
        assertThat(database.rows(ALL)).containsExactly("1|1");
    }

    private SinkRecord schemaless(long offset, String op, Map<String, Object> before) {
        Struct key = new Struct(KEY).put("id", before.get("id"));
        return orders.record(offset, KEY, key, null, Map.of("op", op, "before", before));
    }

    /** Also where the task that sees the tombstone has not seen the delete. */
    @ParameterizedTest
    @ValueSource(strings = {"tombstone", "soft"})
    void noTombstoneIsGuessedToRepeatADelete(String mode) throws SQLException {
        // Given
        Map<String, String> props = mirror("delete.mode", mode, "upsert.condition.field", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            Struct key = new Struct(KEY).put("id", 1L);
            task.put(orders.record(0, KEY, key, ROW, row(1, "1")), tombstone(1, 1));
            task.flush();
            // When
            assertThatThrownBy(() -> task.putOnce(List.of(event(2, "c", null, row(2, "1")))))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-326")
                    .hasMessageContaining("record.format=debezium");
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tombstone", "soft"})
    void theTombstoneOfADeleteThatSparedANewerRowSparesItToo(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, v bigint, __deleted boolean)");
        database.execute("INSERT INTO orders VALUES (1, 9, false), (2, 7, false)");
        Map<String, String> props =
                mirror("delete.mode", mode, "record.format", "debezium", "upsert.condition.field", "v");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    schemaless(0, "d", Map.of("id", 1L, "v", 7L)),
                    tombstone(1, 1),
                    schemaless(2, "d", Map.of("id", 2L, "v", 7L)),
                    tombstone(3, 2));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, v FROM orders WHERE NOT __deleted"))
                .containsExactly("1|9");
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("4");
    }

    @ParameterizedTest
    @CsvSource({
        "bigint, 9, 0",
        "double precision, 9, 0.0",
        "text, 9, ''",
        "timestamptz, 2024-01-01Z, 1970-01-01T00:00:00Z"
    })
    void whatDebeziumFillsUpIsNoVersionOfADelete(String type, String there, String filled) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, v " + type + ")");
        database.execute("INSERT INTO orders VALUES (1, '" + there + "'), (2, '" + there + "')");
        Object zero = type.equals("bigint") ? Long.valueOf(filled) : type.startsWith("double") ? 0.0 : filled;
        Schema state = SchemaBuilder.struct()
                .name("shop.public.orders.Value")
                .optional()
                .field("id", Schema.INT64_SCHEMA)
                .field("v", SchemaBuilder.string().defaultValue("8").build())
                .build();
        Schema envelope = SchemaBuilder.struct()
                .name("shop.public.orders.Envelope")
                .field("before", state)
                .field("after", state)
                .field("op", Schema.STRING_SCHEMA)
                .build();
        Struct byDefault = new Struct(envelope)
                .put("op", "d")
                .put("before", new Struct(state).put("id", 2L).put("v", "8"));
        Map<String, String> props = mirror(
                "delete.mode",
                "tombstone",
                "record.format",
                "debezium",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "upsert.condition.field",
                "v");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    schemaless(0, "d", Map.of("id", 1L, "v", zero)), orders.record(1, null, null, envelope, byDefault));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isZero();
    }
}
