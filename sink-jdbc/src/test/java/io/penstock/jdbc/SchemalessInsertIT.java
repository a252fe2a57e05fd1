package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plain JSON, as the quickstart has it. */
class SchemalessInsertIT extends PostgresCase {

    /** Small objects of a wide table are small only as records. */
    @Test
    void theCellsOfWideRowsCountForTheBuffer() throws SQLException {
        // Given
        int columns = 1_000;
        int rows = 1_000;
        Object[] wide = new Object[2 * columns];
        for (int i = 0; i < columns; i++) {
            wide[2 * i] = "c" + i;
            wide[2 * i + 1] = i;
        }
        Map<String, String> props = database.props("buffer.memory.bytes", "1048576", "flush.interval.ms", "3600000");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", wide));
            task.flush();
            // When
            for (int i = 1; i <= rows; i++) {
                task.put(orders.map(i, "k", "c1", i));
            }
            // Then no more wait than have room with their cells alone, of the shortest references
            assertThat(database.number("SELECT count(*) FROM orders"))
                    .isGreaterThan(1L + rows - 1_048_576 / (4 * columns));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1L + rows);
    }

    @Test
    void createsTheTableAndAddsColumnsWhenTheyFirstHaveAValue() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "price", 1.5, "note", null),
                    orders.map(1, "b", "id", 2L, "price", 3L, "note", null, "open", true),
                    orders.map(2, "c", "id", 3L, "note", "late"));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, price, open, note FROM orders ORDER BY id"))
                .containsExactly("1|1.5|~|~", "2|3|t|~", "3|~|~|late");
        assertThat(database.rows("SELECT connector, topic, part, next_offset, epoch, version FROM penstock_offsets"))
                .containsExactly("sink|orders|0|3|1|1");
    }

    @Test
    void leavesDefaultsOfColumnsThatNoRecordNames() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (row_id bigserial PRIMARY KEY, id bigint, at timestamptz DEFAULT now())");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "a", "id", 1L), orders.map(1, "b", "id", 2.0));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT row_id, id, at IS NOT NULL FROM orders ORDER BY row_id"))
                .containsExactly("1|1|t", "2|2|t");
    }

    @Test
    void reportsAnUnknownFieldWhenTheTableMayNotGrow() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint)");
        try (TaskDriver task = TaskDriver.start(database.props("auto.evolve", "false"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L),
                    orders.map(1, "b", "id", 2L, "note", "x"),
                    orders.map(2, "c", "id", 3L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.record().kafkaOffset()).isEqualTo(1);
                assertThat(letter.reason()).hasMessageContaining("PEN-321").hasMessageContaining("\"note\"");
            });
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
    }

    @Test
    void reportsNestedValuesWithTheRemedy() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L),
                    orders.map(1, "b", "id", 2L, "lines", java.util.List.of("secret-line")),
                    orders.map(2, "c", "id", 3L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-331")
                            .hasMessageContaining("\"lines\"")
                            .hasMessageContaining("nested.mode=flatten")
                            .hasMessageNotContaining("secret"));
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "3");
    }

    @Test
    void keepsDotsOfATopicInTheTableName() throws SQLException {
        // Given
        database.execute("CREATE SCHEMA kafka");
        var topic = new org.apache.kafka.common.TopicPartition("shop.public.Orders", 0);
        var records = io.penstock.jdbc.harness.Records.of(topic);
        try (TaskDriver task = TaskDriver.start(database.props("table.name.format", "kafka.${topic}"), topic)) {
            // When
            task.put(records.map(0, "a", "id", 1L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM kafka.\"shop.public.Orders\"")).containsExactly("1");
    }

    @Test
    void whatBecomesOfAColumnDoesNotDependOnTheRecordsAround() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'new', note text)");
        var props = database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "a", "id", 1L, "state", "sent", "note", "n"),
                    orders.map(1, "a", "id", 2L),
                    orders.map(2, "a", "id", 3L, "note", "m"));
            task.flush();
            task.put(orders.map(3, "a", "id", 1L, "note", null), orders.map(4, "a", "id", 3L, "state", "sent"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, state, note FROM orders ORDER BY id"))
                .containsExactly("1|sent|~", "2|new|~", "3|sent|m");
    }
}
