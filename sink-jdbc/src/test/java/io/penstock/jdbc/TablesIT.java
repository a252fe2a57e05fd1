package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Race;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables that are made, grown, changed and lost while tasks write to them. */
@Timeout(180)
class TablesIT extends PostgresCase {

    @Test
    void threeTasksRaceToMakeAndGrowOneTable() throws SQLException {
        // Given
        int tasks = 3;
        int rounds = 8;
        CyclicBarrier start = new CyclicBarrier(tasks);
        // When
        Race.of(tasks, task -> grow(new TopicPartition("orders", task), rounds, start));
        // Then
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo((long) tasks * rounds);
        assertThat(database.number("SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders'"))
                .isEqualTo(1 + rounds);
    }

    private void grow(TopicPartition partition, int rounds, CyclicBarrier start) {
        Records records = Records.of(partition);
        try (TaskDriver task = TaskDriver.start(database.props(), partition)) {
            for (int round = 0; round < rounds; round++) {
                start.await();
                task.put(records.map(round, "k", "id", (long) round, "c" + round, "x"));
                task.flush();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void looksAtATableAnewWhenItsColumnsHaveChanged() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, note text)");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L, "note", "1"));
            task.flush();
            task.put(orders.map(1, "k", "id", 1L, "note", "2"));
            // When
            database.execute("ALTER TABLE orders DROP COLUMN note");
            database.execute("ALTER TABLE orders ADD COLUMN note integer");
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, note FROM orders ORDER BY id")).containsExactly("0|~", "1|2");
    }

    @Test
    void doesNotMistakeBytesOfOneTypeForAnother() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint)");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            task.put(orders.map(1, "k", "id", 4_711L));
            // When a type takes as many bytes as the one that the rows were bound to
            database.execute("ALTER TABLE orders ALTER COLUMN id TYPE double precision");
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "4711");
    }

    @Test
    void saysThatAColumnIsThereButForItsCase() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (imei text)");
        try (TaskDriver task =
                TaskDriver.start(database.props("auto.create", "false", "auto.evolve", "false"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "IMEI", "1"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("lacks column(s) \"IMEI\"")
                            .hasMessageContaining("fields.rename=IMEI:imei"));
        }
    }

    @Test
    void saysThatADotOfATopicIsNoSchema() {
        TopicPartition dotted = new TopicPartition("shop.orders", 0);
        try (TaskDriver task =
                TaskDriver.start(database.props("auto.create", "false", "auto.evolve", "false"), dotted)) {
            assertThatThrownBy(() -> task.put(Records.of(dotted).map(0, "k", "id", 1L)))
                    .hasMessageContaining("table.name.topic.pattern");
        }
    }

    @Test
    void makesATableAgainThatWasDropped() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            task.put(orders.map(1, "k", "id", 1L));
            // When
            database.execute("DROP TABLE orders");
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void failsClearlyWithoutTheTableWhenItMayNotBeMade() {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("auto.create", "false"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 0L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-320")
                    .hasMessageContaining("orders")
                    .hasMessageContaining("auto.create=true");
        }
    }

    @Test
    void failsClearlyWhenAnUpsertHasNoUniqueConstraint() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, note text)");
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L, "note", "n"));
            task.commit();
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-324")
                    .hasMessageContaining("42P10");
        }
    }

    @Test
    void writesTheCoordinatesAsKey() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("insert.mode", "upsert", "pk.mode", "kafka"), ORDERS)) {
            // When
            task.put(orders.map(7, "k", "note", "a"), orders.map(8, "k", "note", "b"));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT __connect_topic, __connect_partition, __connect_offset, note FROM orders"))
                .containsExactly("orders|0|7|a", "orders|0|8|b");
    }

    @Test
    void writesAtOnceWhenMemoryOrRowsReachTheirBound() throws SQLException {
        // Given
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            records.add(orders.map(i, "k", "id", (long) i, "note", "x".repeat(1_000)));
        }
        try (TaskDriver task = TaskDriver.start(database.props("buffer.memory.bytes", "65536"), ORDERS)) {
            // When
            task.put(records);
            // Then less than the bound still waits: at least 2 kB a row by estimate
            assertThat(database.number("SELECT count(*) FROM orders")).isGreaterThanOrEqualTo(200 - 32);
            task.flush();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(200);
    }

    @Test
    void writesOnAQuietTopicWhenTheIntervalIsOver() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("flush.interval.ms", "50"), ORDERS)) {
            task.putOnce(List.of(orders.map(0, "k", "id", 0L)));
            // Then Connect is asked to call again in time
            assertThat(task.context().takeTimeout()).isBetween(1L, 50L);
            // When
            org.awaitility.Awaitility.await().untilAsserted(() -> {
                task.putOnce(List.of());
                assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1);
            });
        }
    }

    @Test
    void aColumnThatWasWidenedTakesWhatItDidNot() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id integer PRIMARY KEY)");
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 1L));
            // When
            database.execute("ALTER TABLE orders ALTER COLUMN id TYPE bigint");
            task.put(orders.map(1, "k", "id", 1L << 40));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "1099511627776");
    }

    @Test
    void rowsKeepTheirColumnsWhenLookingAtTheTableAnewIsCutOff() throws Exception {
        // Given rows that are bound to columns in the order a, b, c
        Schema abc = texts("a", "b", "c");
        Schema ba = texts("b", "a");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS);
                Connection reader = POSTGRES.get().connect(database.name())) {
            task.put(orders.struct(0, "k", struct(abc)));
            task.flush();
            task.put(orders.struct(1, "k", struct(ba)), orders.struct(2, "k", struct(abc)));
            database.execute("ALTER TABLE orders DROP COLUMN c");
            reader.setAutoCommit(false);
            try (Statement statement = reader.createStatement()) {
                statement.execute("SELECT * FROM orders");
            }
            // When the column cannot be added again for as long as somebody reads, and then can
            task.commit();
            reader.rollback();
            task.flush();
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT a, b, c FROM orders")).containsExactlyInAnyOrder("a|b|~", "a|b|~", "a|b|c");
    }

    private static Schema texts(String... fields) {
        SchemaBuilder schema = SchemaBuilder.struct();
        for (String field : fields) {
            schema.field(field, Schema.STRING_SCHEMA);
        }
        return schema.build();
    }

    /** Each field holds its name. */
    private static Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        schema.fields().forEach(field -> struct.put(field, field.name()));
        return struct;
    }

    @Test
    void aNameThatTheDatabaseWouldCutIsABadRecordAndChangesNothing() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id numeric)");
        String fits = "f".repeat(63);
        String tooLong = "ä".repeat(32);
        try (TaskDriver task = TaskDriver.start(database.props("table.name.format", "${value.table}"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "k", "table", "orders", fits, "1"),
                    orders.map(1, "k", "table", "orders", tooLong, "1"),
                    orders.map(2, "k", "table", tooLong),
                    orders.map(3, "k", "table", fits));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(2);
            assertThat(task.context().deadLetters().get(0).reason()).hasMessageContaining("PEN-321");
            assertThat(task.context().deadLetters().get(1).reason()).hasMessageContaining("PEN-322");
        }
        assertThat(database.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"
                        + " ORDER BY ordinal_position"))
                .containsExactly("id", "table", fits);
        assertThat(database.number("SELECT count(*) FROM " + fits)).isEqualTo(1);
    }
}
