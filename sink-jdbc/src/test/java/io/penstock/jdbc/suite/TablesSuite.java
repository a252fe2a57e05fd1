package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.Race;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that are found, made and grown, on any database. */
public abstract class TablesSuite extends DatabaseSuite {

    @ParameterizedTest
    @ValueSource(strings = {"select", "Mixed Case", "q\"uo`te's", "shop.orders", "ünïcode", "per%cent_", "back\\slash"})
    void namesAreTakenAsTheyAre(String name) throws SQLException {
        // Given
        Map<String, String> props = target.props(
                "table.name.format",
                "${topic}",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                name.replace('.', '_'));
        Records topic = Records.of(new TopicPartition(name, 0));
        String column = name.replace('.', '_');
        try (TaskDriver task = TaskDriver.start(props, new TopicPartition(name, 0))) {
            // When
            task.put(topic.map(0, null, column, "x", "order", 1L));
            task.flush();
            task.put(topic.map(1, null, column, "x", "group", 2L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(target.rows("SELECT " + q(column) + " FROM " + q(name))).containsExactly("x");
        assertThat(target.decimals("SELECT " + q("order") + " + " + q("group") + " FROM " + q(name)))
                .containsExactly("3");
    }

    @Test
    @Timeout(180)
    void threeTasksRaceToMakeAndGrowOneTable() throws SQLException {
        // Given
        Assumptions.assumeTrue(target.changesTablesSafely(), "this database loses rows while tables change");
        CyclicBarrier start = new CyclicBarrier(3);
        // When
        Race.of(3, task -> grow(new TopicPartition("orders", task), start));
        // Then
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isEqualTo(15);
        assertThat(target.rows("SELECT part, next_offset FROM " + q("penstock_offsets") + " ORDER BY part"))
                .containsExactly("0|5", "1|5", "2|5");
    }

    private void grow(TopicPartition partition, CyclicBarrier start) {
        Records records = Records.of(partition);
        try (TaskDriver task = TaskDriver.start(target.props(), partition)) {
            for (int i = 0; i < 5; i++) {
                start.await();
                task.put(records.map(i, null, "id", (long) i, "c" + i, "x"));
                task.flush();
            }
            assertThat(task.context().deadLetters()).isEmpty();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTableThatWasDroppedIsMadeAgain() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, null, "id", 1L));
            task.flush();
            target.execute("DROP TABLE " + q("orders"));
            // When
            task.put(orders.map(1, null, "id", 2L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(select("id"))).containsExactly("2");
    }

    @Test
    void aColumnThatWasDroppedIsMadeAgain() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, null, "id", 1L, "a", "x"));
            task.flush();
            target.execute("ALTER TABLE " + q("orders") + " DROP COLUMN " + q("a"));
            // When
            task.put(orders.map(1, null, "id", 2L, "a", "y"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows("SELECT " + q("a") + " FROM " + q("orders") + " WHERE " + q("id") + " = 2"))
                .containsExactly("y");
    }

    @Test
    void withoutItsTableTheTaskFailsWhenItMayNotMakeIt() {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props("auto.create", "false"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, null, "id", 1L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-320")
                    .hasMessageContaining("table orders");
        }
    }

    @Test
    void namesOfColumnsAreComparedAsTheDatabaseDoes() throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("orders") + " (" + q("Id") + " INTEGER, " + q("V") + " VARCHAR(10))");
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            task.put(orders.map(0, null, "id", 1L, "v", "x"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows("SELECT COUNT(" + q("Id") + "), COUNT(" + q("V") + ") FROM " + q("orders")))
                .containsExactly(target.ignoresCase() ? "1|1" : "0|0");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoFieldsOfOneColumnAreADeadLetter(boolean withSchema) throws SQLException {
        // Given
        target.execute("CREATE TABLE " + q("orders") + " (" + q("Id") + " INTEGER, " + q("V") + " VARCHAR(10))");
        Schema schema = SchemaBuilder.struct()
                .field("v", Schema.STRING_SCHEMA)
                .field("V", Schema.STRING_SCHEMA)
                .build();
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            task.put(
                    withSchema
                            ? orders.struct(
                                    0, null, new Struct(schema).put("v", "x").put("V", "y"))
                            : orders.map(0, null, "v", "x", "V", "y"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .hasSize(target.ignoresCase() ? 1 : 0)
                    .allSatisfy(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-336"));
        }
    }

    @Test
    void theCoordinatesMakeAKey() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props("insert.mode", "upsert", "pk.mode", "kafka"), ORDERS)) {
            // When
            task.put(orders.map(0, null, "v", "a"), orders.map(1, null, "v", "b"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.rows(select("__connect_offset", "__connect_topic", "__connect_partition", "v")))
                .containsExactly("0|orders|0|a", "1|orders|0|b");
    }
}
