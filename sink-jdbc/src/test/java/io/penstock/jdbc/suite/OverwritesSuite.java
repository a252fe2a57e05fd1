package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.schema.DebeziumTypes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a row that is there is overwritten or deleted, on any database. */
public abstract class OverwritesSuite extends DatabaseSuite {

    /** @param columns pairs of name and declaration, beside the key {@code id} */
    private void create(String... columns) throws SQLException {
        StringBuilder sql = new StringBuilder("CREATE TABLE ")
                .append(q("orders"))
                .append(" (")
                .append(q("id"))
                .append(" VARCHAR(10) NOT NULL PRIMARY KEY");
        for (int i = 0; i < columns.length; i += 2) {
            sql.append(", ").append(q(columns[i])).append(' ').append(columns[i + 1]);
        }
        target.execute(sql + ")");
    }

    /** Upserts or updates by the key, without deletes. */
    private Map<String, String> writing(String mode, String... overrides) {
        Map<String, String> props = keyed(mode, overrides);
        props.remove("delete.enabled");
        return props;
    }

    private void write(Map<String, String> props, List<SinkRecord> records) {
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(records);
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aNullKeepsWhatIsThereIfItIsToldTo(String mode) throws SQLException {
        // Given
        create("a", "VARCHAR(10) DEFAULT 'new'", "b", "INTEGER");
        for (String id : List.of("w", "x", "y")) {
            target.execute("INSERT INTO " + q("orders") + " VALUES ('" + id + "', 'old', 1)");
        }
        // When
        write(
                writing(mode, "null.handling", "keep_existing"),
                List.of(
                        orders.map(0, "w", "a", null, "b", 2L),
                        orders.map(1, "x", "a", null, "b", null),
                        orders.map(2, "y", "a", "1", "b", null),
                        orders.map(3, "y", "a", null, "b", 3L),
                        orders.map(4, "z", "a", null, "b", 2L)));
        // Then
        List<String> there = new ArrayList<>(List.of("w|old|2", "x|old|1", "y|1|3"));
        if (mode.equals("upsert")) {
            there.add("z|new|2");
        }
        assertThat(target.rows(select("id", "a", "b"))).isEqualTo(there);
    }

    @Test
    void aPartialChangeIsNotRefusedForWhatOnlyANewRowWouldNeed() throws SQLException {
        // Given
        create("a", "VARCHAR(10) NOT NULL", "b", "INTEGER");
        target.execute("INSERT INTO " + q("orders") + " VALUES ('x', 'old', 1)");
        // When
        write(
                writing("upsert", "null.handling", "keep_existing"),
                List.of(orders.map(0, "x", "a", null, "b", 2L), orders.map(1, "y", "a", "new", "b", null)));
        // Then
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|old|2", "y|new|~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "insert_ignore"})
    void aPartialChangeIsNotRefusedByACheckThatOnlyANewRowFails(String mode) throws SQLException {
        // Given
        create(
                "a",
                "INTEGER CHECK (" + q("a") + " IS NOT NULL)",
                "b",
                "INTEGER",
                "c",
                "INTEGER, CONSTRAINT positive CHECK (COALESCE(" + q("c") + ", 0) > 0)");
        target.execute("INSERT INTO " + q("orders") + " VALUES ('x', 5, 1, 7)");
        try (TaskDriver task = TaskDriver.start(writing(mode), ORDERS)) {
            // When
            task.put(orders.map(0, "x", "b", 2L), orders.map(1, "y", "b", 3L), orders.map(2, "z", "a", 1L, "c", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(target.rows(select("id", "a", "b", "c")))
                .containsExactly(mode.equals("upsert") ? "x|5|2|7" : "x|5|1|7", "z|1|~|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert", "update"})
    void aFieldForAColumnThatTheDatabaseComputesIsLeftOut(String mode) throws SQLException {
        // Given
        create("a", "INTEGER", "twice", "INTEGER" + target.computed(q("a") + " * 2"));
        if (mode.equals("update")) {
            target.execute("INSERT INTO " + q("orders") + " (" + q("id") + ", " + q("a") + ") VALUES ('x', 0)");
            target.execute("INSERT INTO " + q("orders") + " (" + q("id") + ", " + q("a") + ") VALUES ('y', 0)");
        }
        Schema schema = SchemaBuilder.struct()
                .field("a", Schema.INT32_SCHEMA)
                .field("twice", Schema.INT32_SCHEMA)
                .build();
        // When
        write(
                writing(mode),
                List.of(
                        orders.map(0, "x", "a", 1L, "twice", 7L),
                        orders.struct(1, "y", new Struct(schema).put("a", 2).put("twice", 8))));
        // Then
        assertThat(target.rows(select("id", "a", "twice"))).containsExactly("x|1|2", "y|2|4");
    }

    @Test
    void aVersionThatTheDatabaseComputesIsRefused() throws SQLException {
        // Given
        create("a", "INTEGER", "v", "INTEGER" + target.computed(q("a") + " * 2"));
        try (TaskDriver task = TaskDriver.start(writing("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "x", "a", 1L, "v", 2L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("upsert.condition.field")
                    .hasMessageContaining("generated");
        }
    }

    @Test
    void aVersionThatTheDatabaseCannotHoldIsADeadLetter() throws SQLException {
        // Given
        Assumptions.assumeFalse(target.knowsInfinity(), "here infinity is a version");
        create("a", "VARCHAR(10)", "b", "INTEGER", "v", target.timestamp());
        target.execute("INSERT INTO " + q("orders") + " VALUES ('x', 'old', 1, NULL)");
        Schema version =
                SchemaBuilder.int64().name(DebeziumTypes.MICRO_TIMESTAMP).build();
        Schema ofA = SchemaBuilder.struct()
                .field("a", Schema.STRING_SCHEMA)
                .field("v", version)
                .build();
        Schema ofB = SchemaBuilder.struct()
                .field("b", Schema.INT32_SCHEMA)
                .field("v", version)
                .build();
        try (TaskDriver task = TaskDriver.start(writing("upsert", "upsert.condition.field", "v"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "x", new Struct(ofB).put("b", 2).put("v", 5L)),
                    orders.struct(1, "x", new Struct(ofA).put("a", "new").put("v", 9_223_372_036_825_200_000L)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L);
        }
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|old|2");
    }

    @Test
    void aPartialChangeUpdatesItsRowOnce() throws SQLException {
        // Given
        create("a", "VARCHAR(10) NOT NULL", "b", "INTEGER");
        target.execute("INSERT INTO " + q("orders") + " VALUES ('x', 'old', 1)");
        target.watchUpdates("orders");
        // When
        write(writing("upsert"), List.of(orders.map(0, "x", "b", 2L), orders.map(1, "y", "a", "new")));
        // Then
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|old|2", "y|new|~");
        assertThat(target.updates("orders")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void anOlderChangeDoesNotOverwrite(String mode) throws SQLException {
        // Given
        create("a", "VARCHAR(10)", "b", "INTEGER", "v", "BIGINT");
        for (String id : List.of("t", "u", "v", "w", "y")) {
            target.execute("INSERT INTO " + q("orders") + " VALUES ('" + id + "', 'old', 0, 5)");
        }
        target.execute("INSERT INTO " + q("orders") + " VALUES ('x', 'old', 0, NULL)");
        // When
        write(
                writing(mode, "upsert.condition.field", "v"),
                List.of(
                        orders.map(0, "t", "a", "older", "v", 4L),
                        orders.map(1, "u", "a", "same", "v", 5L),
                        orders.map(2, "v", "a", "newer", "v", 6L),
                        orders.map(3, "w", "a", "unknown"),
                        orders.map(4, "x", "a", "first", "v", 1L),
                        // partial changes of one batch: the first is older than the row, the second is not
                        orders.map(5, "y", "a", "older", "v", 4L),
                        orders.map(6, "y", "b", 7L, "v", 6L),
                        orders.map(7, "y", "a", "older", "b", 9L, "v", 5L)));
        // Then
        assertThat(target.rows(select("id", "a", "b", "v")))
                .containsExactly("t|old|0|5", "u|same|0|5", "v|newer|0|6", "w|old|0|5", "x|first|0|1", "y|old|7|6");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomChangesWithVersionsEndAsIfEachHadBeenMadeByItself(long seed) throws SQLException {
        // Given
        create("a", "VARCHAR(10)", "b", "INTEGER", "v", "BIGINT");
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, Map<String, Object>> model = new TreeMap<>();
        Map<String, String> props = keyed("upsert", "upsert.condition.field", "v", "batch.max.rows", "7");
        // When
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            for (long offset = 0; offset < 400; offset++) {
                String key = "k" + random.nextInt(8);
                if (random.nextInt(8) == 0) {
                    model.remove(key);
                    task.put(orders.tombstone(offset, key));
                } else {
                    Map<String, Object> change = new HashMap<>();
                    change.put("v", offset - random.nextInt(9));
                    if (random.nextInt(3) > 0) {
                        change.put("a", "a" + offset);
                    }
                    if (random.nextInt(3) > 0) {
                        change.put("b", offset);
                    }
                    Map<String, Object> there = model.computeIfAbsent(key, unused -> new HashMap<>(Map.of("v", -9L)));
                    if ((long) change.get("v") >= (long) there.get("v")) {
                        there.putAll(change);
                    }
                    task.put(orders.record(offset, null, key, null, change));
                }
            }
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        List<String> expected = new ArrayList<>();
        model.forEach((key, row) -> expected.add(
                key + "|" + row.getOrDefault("a", "~") + "|" + row.getOrDefault("b", "~") + "|" + row.get("v")));
        assertThat(target.rows(select("id", "a", "b", "v"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BIGINT", "DECIMAL(20,2)", "single", "DOUBLE PRECISION", "text", "timestamp", "DATE"})
    void theOrderIsThatOfTheColumnsType(String kind) throws SQLException {
        // Given
        String type = switch (kind) {
            case "single" -> target.singlePrecision();
            case "text" -> target.caselessText();
            case "timestamp" -> target.timestamp();
            default -> kind;
        };
        List<Object> versions = switch (kind) {
            // by code points, of which two are not in the order of Java's chars
            case "text" -> List.of("B", "a", "\ufffd", "\ud83d\ude00");
            case "timestamp" -> List.of("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-10T00:00:00Z");
            case "DATE" -> List.of("2024-01-01", "2024-01-02", "2024-01-10");
            default -> List.of(9.0, 10.0, 100.0);
        };
        create("a", "VARCHAR(10)", "v", type);
        Map<String, String> props = writing("upsert", "upsert.condition.field", "v");
        if (kind.equals("text") && !target.ordersTexts()) {
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(orders.map(0, "x", "a", "1", "v", "B"));
                assertThatThrownBy(task::flush)
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("PEN-324")
                        .hasMessageContaining("upsert.condition.field");
            }
            return;
        }
        int newest = versions.size() - 1;
        List<SinkRecord> first = new ArrayList<>();
        for (int i = 0; i < newest; i++) {
            first.add(orders.map(2L * i, "up" + i, "a", "older", "v", versions.get(i)));
            first.add(orders.map(2L * i + 1, "down" + i, "a", "newer", "v", versions.get(i + 1)));
        }
        List<SinkRecord> then = new ArrayList<>();
        long next = first.size();
        for (int i = 0; i < newest; i++) {
            then.add(orders.map(next++, "up" + i, "a", "newer", "v", versions.get(i + 1)));
            then.add(orders.map(next++, "down" + i, "a", "older", "v", versions.get(i)));
        }
        then.add(orders.map(next++, "x", "a", "older", "v", versions.get(0)));
        then.add(orders.map(next++, "x", "a", "newer", "v", versions.get(newest)));
        then.add(orders.map(next, "x", "a", "older", "v", versions.get(1)));
        write(props, first);
        // When
        write(props, then);
        // Then
        assertThat(target.rows("SELECT " + q("a") + " FROM " + q("orders")))
                .hasSize(2 * newest + 1)
                .containsOnly("newer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"milliseconds", "seconds", "DECIMAL(9,2)"})
    void whatATableHoldsDoesNotDependOnWhereABatchIsCutThoughTheColumnRounds(String kind) throws SQLException {
        // Given
        boolean number = kind.startsWith("DECIMAL");
        String type = number ? kind : target.timestamp().replace('6', kind.equals("seconds") ? '0' : '3');
        create("a", "VARCHAR(10)", "v", type, "gone", "BOOLEAN");
        Map<String, String> props =
                writing("upsert", "upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone");
        Object later = number ? (Object) 1.004 : "2024-01-01T12:00:00.000400Z";
        Object earlier = number ? (Object) 1.003 : "2024-01-01T12:00:00.000300Z";
        // When
        write(
                props,
                List.of(
                        orders.map(0, "written", "a", "1", "v", later),
                        orders.map(1, "written", "a", "2", "v", earlier),
                        orders.map(2, "deleted", "a", "1", "v", later),
                        orders.map(3, "deleted", "v", earlier, "gone", true)));
        List<String> atOnce = target.rows(select("id", "a"));
        target.execute("DELETE FROM " + q("orders"));
        write(
                props,
                List.of(
                        orders.map(4, "written", "a", "1", "v", later),
                        orders.map(5, "deleted", "a", "1", "v", later)));
        write(
                props,
                List.of(
                        orders.map(6, "written", "a", "2", "v", earlier),
                        orders.map(7, "deleted", "v", earlier, "gone", true)));
        // Then
        assertThat(atOnce).isEqualTo(target.rows(select("id", "a")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theVersionThatIsThereIsNotOlderThoughItsColumnRounds(boolean delete) throws SQLException {
        // Given
        boolean single = !delete;
        create(
                "a",
                "VARCHAR(10)",
                "v",
                single ? target.singlePrecision() : target.timestamp().replace('6', '3'),
                "gone",
                "BOOLEAN");
        Object version = single ? Double.valueOf(1.1f) : "2024-01-01T12:00:00.600700Z";
        Map<String, String> props = writing(
                delete ? "upsert" : "update",
                "upsert.condition.field",
                "v",
                "delete.mode",
                "field",
                "delete.field",
                "gone");
        Map<String, String> first = writing("upsert");
        write(first, List.of(orders.map(0, "x", "a", "1", "v", version)));
        // When
        write(
                props,
                List.of(
                        delete
                                ? orders.map(1, "x", "v", version, "gone", true)
                                : orders.map(1, "x", "a", "2", "v", version)));
        // Then
        assertThat(target.rows(select("id", "a"))).isEqualTo(delete ? List.of() : List.of("x|2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void namesOfEveryKindAreQuotedWhereRowsAreCompared(String mode) throws SQLException {
        // Given marks of quotation, and a reserved word
        String text = "q\"uo`te's";
        create(text, "VARCHAR(10)", "order", "BIGINT", "gone", "BOOLEAN");
        Map<String, String> props =
                writing(mode, "upsert.condition.field", "order", "delete.mode", "field", "delete.field", "gone");
        if (target.comparesRows()) {
            props.put("upsert.skip.unchanged", "true");
        }
        write(
                writing("upsert"),
                List.of(
                        orders.map(0, "x", text, "1", "order", 5L),
                        orders.map(1, "y", text, "1", "order", 5L),
                        orders.map(2, "z", text, "1", "order", 5L)));
        // When
        write(
                props,
                List.of(
                        orders.map(3, "x", text, "older", "order", 4L),
                        orders.map(4, "y", text, "newer", "order", 6L),
                        orders.map(5, "z", "order", 5L, "gone", true)));
        // Then
        assertThat(target.rows(select("id", text, "order"))).containsExactly("x|1|5", "y|newer|6");
    }

    @Test
    void aDeleteThatKnowsItsVersionSparesANewerRow() throws SQLException {
        // Given
        create("a", "VARCHAR(10)", "v", "INTEGER", "gone", "BOOLEAN");
        for (String id : List.of("u", "v", "w", "x")) {
            target.execute("INSERT INTO " + q("orders") + " VALUES ('" + id + "', 'old', 5, NULL)");
        }
        // When
        write(
                writing("upsert", "upsert.condition.field", "v", "delete.mode", "field", "delete.field", "gone"),
                List.of(
                        orders.map(0, "u", "v", 4L, "gone", true),
                        orders.map(1, "v", "v", 5L, "gone", true),
                        orders.map(2, "w", "gone", true),
                        orders.tombstone(3, "x"),
                        orders.map(4, "y", "a", "1", "v", 9L),
                        orders.map(5, "y", "v", 7L, "gone", true),
                        orders.map(6, "z", "v", 7L, "gone", true),
                        orders.map(7, "z", "a", "older", "v", 6L)));
        // Then
        assertThat(target.rows(select("id", "a", "v"))).containsExactly("u|old|5", "y|1|9");
    }

    @Test
    void aSoftDeleteLeavesItsVersionSoThatOlderChangesDoNotBringTheRowBack() throws SQLException {
        // Given
        Map<String, String> props =
                writing("upsert", "upsert.condition.field", "v", "delete.mode", "soft", "delete.field", "gone");
        write(props, List.of(orders.map(0, "x", "a", "1", "v", 1L, "gone", false)));
        // When
        write(props, List.of(orders.map(1, "x", "v", 5L, "gone", true)));
        write(props, List.of(orders.map(2, "x", "a", "older", "v", 4L, "gone", false)));
        // Then
        assertThat(target.rows("SELECT " + q("a") + ", CASE WHEN " + q("__deleted")
                        + " THEN 'gone' ELSE 'here' END FROM " + q("orders")))
                .containsExactly("1|gone");
        assertThat(target.decimals("SELECT " + q("v") + " FROM " + q("orders"))).containsExactly("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "update"})
    void aRowThatWouldStayAsItIsIsNotWritten(String mode) throws SQLException {
        // Given
        Assumptions.assumeTrue(target.comparesRows(), "the sink refuses to ask this database what is the same");
        create("a", target.caselessText(), "n", "DECIMAL(9,2)", "d", "DATE", "t", target.timestamp());
        write(writing("upsert"), List.of(state(0, "x", "a", null), state(1, "y", "a", null), state(2, "z", "a", null)));
        target.watchUpdates("orders");
        // When
        write(
                writing(mode, "upsert.skip.unchanged", "true"),
                List.of(state(3, "x", "a", null), state(4, "y", "a", "2024-01-01"), state(5, "z", "A", null)));
        // Then what differs in case only is a change
        assertThat(target.updates("orders")).isEqualTo(2);
        assertThat(target.rows(select("id", "a"))).containsExactly("x|a", "y|a", "z|A");
        assertThat(target.rows("SELECT " + target.dateText(q("d")) + " FROM " + q("orders") + " ORDER BY " + q("id")))
                .containsExactly("~", "2024-01-01", "~");
    }

    private SinkRecord state(long offset, String key, String text, @Nullable String date) {
        return orders.map(offset, key, "a", text, "n", "1.5", "d", date, "t", "2024-01-01T12:00:00");
    }

    @Test
    void whatTheDatabaseIsNotAskedForIsSaidAtTheStart() {
        // Given
        Assumptions.assumeFalse(target.comparesRows(), "this database is asked what is the same");
        // When
        assertThatThrownBy(() -> TaskDriver.start(writing("upsert", "upsert.skip.unchanged", "true"), ORDERS))
                // Then
                .hasMessageContaining("upsert.skip.unchanged");
    }
}
