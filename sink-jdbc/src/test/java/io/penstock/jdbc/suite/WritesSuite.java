package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inserts, upserts, updates and deletes, on any database. */
public abstract class WritesSuite extends DatabaseSuite {

    private static final Schema AB = SchemaBuilder.struct()
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    private static Struct ab(String a, Integer b) {
        return new Struct(AB).put("a", a).put("b", b);
    }

    @Test
    void insertsMoreRowsThanOneStatementTakes() throws SQLException {
        // Given
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_234; i++) {
            records.add(orders.struct(i, "k" + i, ab("v" + i, i % 3 == 0 ? null : i)));
        }
        // When
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(records);
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows("SELECT COUNT(*), COUNT(" + q("b") + "), SUM(" + q("b") + ") FROM " + q("orders")))
                .containsExactly("1234|822|506763");
    }

    @Test
    void theLastChangeOfAKeyWinsWithinABatchAndAcross() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "x", ab("1", 1)),
                    orders.struct(1, "x", ab("2", 2)),
                    orders.struct(2, "y", ab("1", 1)),
                    orders.tombstone(3, "y"),
                    orders.struct(4, "z", ab("1", 1)),
                    orders.tombstone(5, "z"),
                    orders.struct(6, "z", ab("2", null)));
            task.flush();
            task.put(orders.struct(7, "x", ab("3", 3)), orders.tombstone(8, "z"), orders.tombstone(9, "none"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|3|3");
    }

    @Test
    void anUpsertLeavesTheColumnsThatItsRecordDoesNotKnow() throws SQLException {
        // Given
        Schema onlyA =
                SchemaBuilder.struct().field("a", Schema.OPTIONAL_STRING_SCHEMA).build();
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS)) {
            // When
            task.put(orders.struct(0, "x", ab("1", 7)), orders.struct(1, "x", new Struct(onlyA).put("a", "2")));
            task.flush();
            task.put(orders.struct(2, "x", new Struct(onlyA).put("a", "3")));
            task.flush();
        }
        // Then
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|3|7");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomChangesEndAsAMapWould(long seed) throws SQLException {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, String> model = new TreeMap<>();
        // When
        try (TaskDriver task = TaskDriver.start(keyed("upsert", "batch.max.rows", "37"), ORDERS)) {
            List<SinkRecord> batch = new ArrayList<>();
            for (int offset = 0; offset < 600; offset++) {
                String key = "k" + random.nextInt(12);
                if (random.nextInt(4) == 0) {
                    model.remove(key);
                    batch.add(orders.tombstone(offset, key));
                } else {
                    model.put(key, key + "|v" + offset + "|" + offset);
                    batch.add(orders.struct(offset, key, ab("v" + offset, offset)));
                }
                if (random.nextInt(10) == 0) {
                    task.put(batch);
                    batch = new ArrayList<>();
                }
            }
            task.put(batch);
            task.flush();
        }
        // Then
        assertThat(target.rows(select("id", "a", "b"))).containsExactlyElementsOf(model.values());
    }

    @Test
    void keysThatDifferInCaseOrBlanksAreDifferent() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "a", ab("1", 1)),
                    orders.struct(1, "A", ab("2", 2)),
                    orders.struct(2, "a ", ab("3", 3)),
                    orders.struct(3, "ä", ab("4", 4)),
                    orders.struct(4, "😀", ab("5", 5)));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows("SELECT " + q("a") + " FROM " + q("orders") + " ORDER BY " + q("b")))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void upsertsRowsOfNothingButAKey() throws SQLException {
        // Given
        Map<String, String> props = target.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "a");
        Schema onlyA = SchemaBuilder.struct().field("a", Schema.STRING_SCHEMA).build();
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.struct(0, null, new Struct(onlyA).put("a", "x")));
            task.flush();
            task.put(
                    orders.struct(1, null, new Struct(onlyA).put("a", "x")),
                    orders.struct(2, null, new Struct(onlyA).put("a", "y")));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows(select("a"))).containsExactly("x", "y");
    }

    @Test
    void insertIgnoreLeavesRowsThatAreThereAndTheFirstOfABatch() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(keyed("insert_ignore"), ORDERS)) {
            task.put(orders.struct(0, "x", ab("1", 1)));
            task.flush();
            // When
            task.put(
                    orders.struct(1, "x", ab("2", 2)),
                    orders.struct(2, "y", ab("3", 3)),
                    orders.struct(3, "y", ab("4", 4)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|1|1", "y|3|3");
    }

    @Test
    void insertIgnoreWithoutAKeyHeedsEveryUniqueConstraint() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("orders") + " (" + q("a") + " VARCHAR(10), " + q("b") + " INTEGER UNIQUE)");
        try (TaskDriver task = TaskDriver.start(target.props("insert.mode", "insert_ignore"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, null, ab("1", 1)),
                    orders.struct(1, null, ab("2", 1)),
                    orders.struct(2, null, ab("3", 2)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(target.rows(select("b", "a"))).containsExactly("1|1", "2|3");
    }

    @Test
    void updateChangesOnlyRowsThatAreThere() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(keyed("upsert"), ORDERS)) {
            task.put(orders.struct(0, "x", ab("1", 1)), orders.struct(1, "y", ab("1", 1)));
            task.flush();
        }
        try (TaskDriver task = TaskDriver.start(keyed("update"), ORDERS)) {
            // When
            task.put(orders.struct(2, "x", ab("2", 2)), orders.struct(3, "z", ab("2", 2)), orders.tombstone(4, "y"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows(select("id", "a", "b"))).containsExactly("x|2|2");
    }

    @Test
    void aTruncationEmptiesTheTableInItsTransaction() throws SQLException {
        // Given
        Map<String, String> props = keyed("upsert", "record.format", "debezium", "truncate.enabled", "true");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(event(0, "x", "c"), event(1, "y", "c"));
            task.flush();
            // When
            task.put(orders.map(2, "x", "op", "t"), event(3, "z", "c"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows(select("id", "a"))).containsExactly("z|3");
    }

    private SinkRecord event(long offset, String key, String op) {
        return orders.map(offset, key, "op", op, "after", Map.of("a", Long.toString(offset)));
    }

    @Test
    void softDeletesMarkRows() throws SQLException {
        // Given
        Map<String, String> props = keyed("upsert", "delete.mode", "soft");
        props.remove("delete.enabled");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.struct(0, "x", ab("1", 1)), orders.struct(1, "y", ab("1", 1)), orders.tombstone(2, "x"));
            task.flush();
            task.put(orders.tombstone(3, "none"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows("SELECT " + q("id") + ", CASE WHEN " + q("__deleted") + " THEN 'gone' ELSE 'here' END"
                        + " FROM " + q("orders") + " ORDER BY " + q("id")))
                .containsExactly("x|gone", "y|here");
    }
}
