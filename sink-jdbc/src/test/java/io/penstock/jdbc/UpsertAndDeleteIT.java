package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Race;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of one key, in the order in which they came. */
class UpsertAndDeleteIT extends PostgresCase {

    private static final String ALL = "SELECT id, a, b FROM orders ORDER BY id";
    private static final Schema V1 =
            SchemaBuilder.struct().field("a", Schema.OPTIONAL_STRING_SCHEMA).build();
    private static final Schema V2 = SchemaBuilder.struct()
            .field("a", Schema.OPTIONAL_STRING_SCHEMA)
            .field("b", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    private Map<String, String> upsert(String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("insert.mode", "upsert");
        props.put("pk.mode", "record_key");
        props.put("pk.fields", "id");
        props.put("delete.enabled", "true");
        return props;
    }

    @Test
    void theLastChangeOfAKeyWinsWithinABatchAndAcross() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(upsert(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "b", 1L),
                    orders.map(1, "x", "a", "2", "b", 2L),
                    orders.map(2, "y", "a", "1", "b", 1L),
                    orders.tombstone(3, "y"),
                    orders.map(4, "z", "a", "1", "b", 1L),
                    orders.tombstone(5, "z"),
                    orders.map(6, "z", "a", "2", "b", null));
            task.flush();
            task.put(orders.map(7, "x", "a", "3", "b", 3L), orders.tombstone(8, "z"), orders.tombstone(9, "none"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(ALL)).containsExactly("x|3|3");
    }

    @Test
    void aRecordWithAnOlderSchemaLeavesTheColumnsThatItDoesNotKnow() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(upsert(), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "x", new Struct(V2).put("a", "1").put("b", 7)),
                    orders.struct(1, "x", new Struct(V1).put("a", "2")),
                    orders.struct(2, "y", new Struct(V2).put("a", "1").put("b", 8)),
                    orders.tombstone(3, "y"),
                    orders.struct(4, "y", new Struct(V1).put("a", "3")));
            task.flush();
            task.put(orders.struct(5, "x", new Struct(V1).put("a", "4")));
            task.flush();
        }
        // Then
        assertThat(database.rows(ALL)).containsExactly("x|4|7", "y|3|~");
    }

    @Test
    void anUpsertThatTheDatabaseRefusesLeavesTheOneBeforeIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a text, b int CHECK (b < 10))");
        try (TaskDriver task = TaskDriver.start(upsert(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "a", "1", "b", 1L),
                    orders.map(1, "x", "a", "2", "b", 99L),
                    orders.map(2, "y", "a", "1", "b", 98L),
                    orders.map(3, "z", "a", "1", "b", 1L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(database.rows(ALL)).containsExactly("x|1|1", "z|1|1");
    }

    @Test
    void tasksThatChangeTheSameRowsDoNotWaitForEachOtherCrosswise() throws Exception {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a bigint)");
        int keys = 500;
        int rounds = 20;
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        CyclicBarrier start = new CyclicBarrier(2);
        // When one has them in one order, and the other in the other
        Race.of(2, number -> {
            TopicPartition partition = new TopicPartition("orders", number);
            Records records = Records.of(partition);
            try (TaskDriver task = TaskDriver.start(props, partition)) {
                for (int round = 0; round < rounds; round++) {
                    List<SinkRecord> batch = new ArrayList<>();
                    for (int i = 0; i < keys; i++) {
                        long id = number == 0 ? i : keys - 1 - i;
                        batch.add(records.map((long) round * keys + i, null, "id", id, "a", (long) round));
                    }
                    task.put(batch);
                    start.await();
                    task.flush();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // Then
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(keys);
        assertThat(database.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isZero();
    }

    @Test
    void reportsTombstonesWhereDeletesAreNotEnabled() throws SQLException {
        // Given
        Map<String, String> props = upsert();
        props.put("delete.enabled", "false");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.map(0, "x", "a", "1", "b", 1L), orders.tombstone(1, "x"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-334")
                            .hasMessageContaining("delete.enabled=true"));
        }
        assertThat(database.rows(ALL)).containsExactly("x|1|1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomChangesEndAsAMapWould(long seed) throws SQLException {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<String, String> model = new TreeMap<>();
        // When
        try (TaskDriver task = TaskDriver.start(upsert("batch.max.rows", "37"), ORDERS)) {
            List<SinkRecord> batch = new ArrayList<>();
            for (int offset = 0; offset < 600; offset++) {
                String key = "k" + random.nextInt(12);
                if (random.nextInt(4) == 0) {
                    model.remove(key);
                    batch.add(orders.tombstone(offset, key));
                } else {
                    model.put(key, key + "|v" + offset + "|" + offset);
                    batch.add(orders.map(offset, key, "a", "v" + offset, "b", (long) offset));
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
        assertThat(database.rows(ALL)).containsExactlyElementsOf(model.values());
    }
}
