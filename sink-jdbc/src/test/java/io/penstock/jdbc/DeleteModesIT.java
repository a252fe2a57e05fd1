package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that delete, by themselves or by a mark, and what becomes of their rows. */
class DeleteModesIT extends PostgresCase {

    private static final Schema META =
            SchemaBuilder.struct().field("op", Schema.STRING_SCHEMA).build();
    private static final Schema CHANGE = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("gone", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .build();

    private Map<String, String> upsert(String pkMode, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", "upsert");
        props.put("pk.mode", pkMode);
        props.put("pk.fields", "id");
        return props;
    }

    private static Struct change(long id, @Nullable String a, @Nullable Boolean gone) {
        return new Struct(CHANGE).put("id", id).put("a", a).put("gone", gone);
    }

    @Test
    void aFieldOfTheValueDeletes() throws SQLException {
        // Given
        Map<String, String> props = upsert("record_value", "delete.mode", "field", "delete.field", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", change(1, "1", false)),
                    orders.struct(1, "k", change(2, "1", null)),
                    orders.struct(2, "k", change(2, "2", true)),
                    orders.struct(3, "k", change(3, "1", true)),
                    orders.struct(4, "k", change(3, "2", false)));
            task.flush();
            task.put(orders.struct(5, "k", change(1, "2", true)), orders.tombstone(6, "k"));
            task.flush();
            // Then without a value there is no key in the value
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-334"));
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("3|2");
    }

    @Test
    void aNestedFieldWithAnyOfItsValuesDeletesAndSoDoesATombstone() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text)");
        Map<String, String> props = upsert(
                "record_key",
                "delete.mode",
                "field",
                "delete.field",
                "meta.op",
                "delete.field.values",
                "d,delete",
                "auto.evolve",
                "false");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1"), orders.map(1, "y", "a", "1"), orders.map(2, "z", "a", "1"));
            task.put(
                    orders.map(3, "x", "a", "2", "meta", Records.mapOf("op", "d")),
                    orders.struct(
                            4,
                            "y",
                            new Struct(SchemaBuilder.struct()
                                            .field("meta", META)
                                            .build())
                                    .put("meta", new Struct(META).put("op", "delete"))),
                    orders.tombstone(5, "z"),
                    orders.map(6, "w", "a", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders")).containsExactly("w|1");
    }

    @Test
    void aSoftDeleteKeepsTheRowAndANewWriteBringsItBack() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(upsert("record_key", "delete.mode", "soft"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1"),
                    orders.map(1, "y", "a", "1"),
                    orders.tombstone(2, "y"),
                    orders.map(3, "z", "a", "1"));
            task.flush();
            task.put(
                    orders.tombstone(4, "x"),
                    orders.map(5, "y", "a", "2"),
                    orders.tombstone(6, "z"),
                    orders.map(7, "z", "a", "2"),
                    orders.tombstone(8, "never"));
            task.flush();
            // Then a key that was never there gets no row
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, __deleted FROM orders ORDER BY id"))
                .containsExactly("x|1|t", "y|2|f", "z|2|f");
        assertThat(database.rows("SELECT data_type FROM information_schema.columns WHERE column_name = '__deleted'"))
                .containsExactly("boolean");
    }

    @Test
    void aSoftDeleteSaysWhenInAColumnOfTime() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a text NOT NULL, gone boolean, at timestamptz)");
        Map<String, String> props = upsert(
                "record_value",
                "delete.mode",
                "soft",
                "delete.soft.column",
                "at",
                "delete.field",
                "gone",
                "insert.mode",
                "upsert");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", change(1, "1", false)),
                    orders.struct(1, "k", change(2, "1", false)),
                    orders.struct(2, "k", change(2, null, true)));
            task.flush();
            task.put(orders.struct(3, "k", change(1, null, true)), orders.struct(4, "k", change(3, null, true)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a, extract(epoch FROM at)::numeric(20,3) FROM orders ORDER BY id"))
                .containsExactly("1|1|1700000000.003", "2|1|1700000000.002");
    }

    @Test
    void aSoftDeleteAfterARefusedWriteMarksTheRowThatIsThere() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text CHECK (a <> 'bad'), __deleted boolean)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', false), ('y', 'old', false)");
        try (TaskDriver task = TaskDriver.start(upsert("record_key", "delete.mode", "soft"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "bad"),
                    orders.tombstone(1, "x"),
                    orders.map(2, "y", "a", "1"),
                    orders.map(3, "y", "a", "bad"),
                    orders.tombstone(4, "y"),
                    orders.map(5, "never", "a", "bad"),
                    orders.tombstone(6, "never"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(0L, 3L, 5L);
        }
        assertThat(database.rows("SELECT id, a, __deleted FROM orders ORDER BY id"))
                .containsExactly("x|old|t", "y|1|t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tombstone", "soft"})
    void aDeleteDoesNotDecideWhatATableLooksLike(String mode) throws SQLException {
        // Given
        try (TaskDriver task =
                TaskDriver.start(upsert("record_key", "delete.mode", mode, "auto.evolve", "false"), ORDERS)) {
            // When
            task.put(orders.tombstone(0, "x"));
            task.flush();
            task.put(orders.tombstone(1, "y"), orders.map(2, "x", "a", "1"), orders.map(3, "y", "a", "1"));
            task.put(orders.tombstone(4, "y"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders WHERE id = 'x'"))
                .containsExactly(mode.equals("soft") ? "x|f|1" : "x|1");
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(mode.equals("soft") ? 2 : 1);
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("5");
    }

    @Test
    void aDeleteForATableThatMayNotBeMadeFailsAsAnyRecordDoes() {
        // Given
        Map<String, String> props = upsert("record_key", "delete.mode", "tombstone", "auto.create", "false");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.tombstone(0, "x")))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-320");
        }
    }

    @Test
    void aSoftDeleteThatTheDatabaseRefusesLeavesTheWriteBeforeIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, gone int CHECK (gone = 0 OR a <> 'kept'))");
        Map<String, String> props = upsert("record_key", "delete.mode", "soft", "delete.soft.column", "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "kept"),
                    orders.tombstone(1, "x"),
                    orders.map(2, "y", "a", "1"),
                    orders.tombstone(3, "y"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(
                            letter -> assertThat(letter.record().kafkaOffset()).isEqualTo(1));
        }
        assertThat(database.rows("SELECT id, a, gone FROM orders ORDER BY id")).containsExactly("x|kept|0", "y|1|1");
    }

    @Test
    void aRefusedDeleteLeavesAllThatWasWrittenBeforeIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int)");
        database.execute("INSERT INTO orders VALUES ('x', 'old', 0), ('y', 'old', 0), ('z', 'old', 0)");
        database.execute("CREATE TABLE items (id text REFERENCES orders)");
        database.execute("INSERT INTO items VALUES ('x'), ('y')");
        try (TaskDriver task = TaskDriver.start(upsert("record_key", "delete.mode", "tombstone"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "b", 1L),
                    orders.tombstone(1, "x"),
                    orders.map(2, "x", "b", 2L),
                    orders.map(3, "y", "a", "1"),
                    orders.tombstone(4, "y"),
                    orders.map(5, "y", "b", 1L),
                    orders.tombstone(6, "y"),
                    orders.map(7, "z", "a", "1"),
                    orders.tombstone(8, "z"),
                    orders.map(9, "z", "b", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 4L, 6L);
        }
        assertThat(database.rows("SELECT id, a, b FROM orders ORDER BY id")).containsExactly("x|1|2", "y|1|1", "z|~|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore"})
    void aRefusedDeleteLeavesTheInsertBeforeIt(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text)");
        database.execute(
                "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS" + " 'BEGIN RAISE check_violation; END'");
        database.execute("CREATE TRIGGER keep BEFORE DELETE ON orders FOR EACH STATEMENT EXECUTE FUNCTION keep()");
        Map<String, String> props = upsert("record_key", "delete.mode", "tombstone");
        props.put("insert.mode", mode);
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1"), orders.tombstone(1, "x"), orders.tombstone(2, "x"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(database.rows("SELECT id, a FROM orders")).containsExactly("x|1");
    }

    @Test
    void aRefusedSoftDeleteLeavesTheOneBeforeIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text,"
                + " at timestamptz CHECK (at <> timestamptz '2023-11-14 22:13:20.002Z'))");
        database.execute("INSERT INTO orders VALUES ('x', 'old'), ('y', 'old')");
        Map<String, String> props = upsert("record_key", "delete.mode", "soft", "delete.soft.column", "at");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.tombstone(0, "x"), orders.tombstone(1, "y"), orders.tombstone(2, "x"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(2L);
        }
        assertThat(database.rows("SELECT id, extract(epoch FROM at)::numeric(20,3) FROM orders ORDER BY id"))
                .containsExactly("x|1700000000.000", "y|1700000000.001");
    }

    /** Keys as Debezium sends them, with the blanks that the type pads them with; and by a domain. */
    @ParameterizedTest
    @ValueSource(strings = {"char(3)", "padded"})
    void blanksAtTheEndOfAKeyOfCharactersAreNothing(String type) throws SQLException {
        // Given
        database.execute("CREATE DOMAIN padded AS char(3)");
        database.execute("CREATE TABLE orders (id " + type + " PRIMARY KEY, a text, n text NOT NULL, v int,"
                + " __deleted boolean)");
        database.execute("INSERT INTO orders SELECT k, 'old', 'n', 5 FROM unnest('{ab,cd,ef,gh,ij}'::text[]) k");
        Map<String, String> deletes = upsert("record_key", "delete.mode", "tombstone");
        Map<String, String> updates = upsert("record_key");
        updates.put("insert.mode", "update");
        // When
        write(deletes, orders.tombstone(0, "ab "), orders.map(1, "cd ", "a", "partial"));
        write(updates, orders.map(2, "ef ", "a", "updated"));
        write(upsert("record_key", "delete.mode", "soft"), orders.tombstone(3, "gh "));
        write(
                upsert("record_key", "upsert.condition.field", "v"),
                orders.map(4, "ij ", "a", "older", "v", 4L),
                orders.map(5, "ij ", "n", "older", "v", 3L));
        // Then
        assertThat(database.rows("SELECT id, a, n, v, __deleted FROM orders ORDER BY id"))
                .containsExactly("cd |partial|n|5|~", "ef |updated|n|5|~", "gh |old|n|5|t", "ij |old|n|5|~");
    }

    private void write(Map<String, String> props, SinkRecord... records) {
        props.put("ledger.id", "of " + records[0].kafkaOffset());
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(records);
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    @Test
    void aKeyOfCharactersIsFoundByItsIndex() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id char(8) PRIMARY KEY, a text)");
        database.execute("INSERT INTO orders SELECT i::text FROM generate_series(1, 50000) i");
        database.execute("ANALYZE orders");
        // When
        write(upsert("record_key", "delete.mode", "tombstone"), orders.tombstone(0, "77"));
        // Then
        await().untilAsserted(() -> assertThat(
                        database.number("SELECT idx_scan FROM pg_stat_user_tables WHERE relname = 'orders'"))
                .isPositive());
    }
}
