package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.FakeSinkTaskContext.DeadLetter;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that the database refuses, and databases that cannot, on any of them. */
@Timeout(180)
public abstract class ErrorsSuite extends DatabaseSuite {

    private void createOrders() throws SQLException {
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("n")
                + " INTEGER CHECK (" + q("n") + " < 1000000), " + q("s") + " VARCHAR(10) NOT NULL)");
    }

    private Map<String, String> props(String mode, String... overrides) {
        Map<String, String> props = target.props(overrides);
        props.putAll(Map.of("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id"));
        return props;
    }

    private static List<Long> offsets(TaskDriver task) {
        return task.context().deadLetters().stream()
                .map(letter -> letter.record().kafkaOffset())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert"})
    void tenBadRowsAreTenDeadLettersWithoutTheirValues(String mode) throws SQLException {
        // Given
        createOrders();
        List<SinkRecord> records = new ArrayList<>();
        List<Long> bad = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            boolean isBad = i % 100 == 57;
            if (isBad) {
                bad.add((long) i);
            }
            records.add(orders.map(i, null, "id", (long) i, "n", isBad ? 4_711_111L : i, "s", "SECRET"));
        }
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(offsets(task)).isEqualTo(bad);
            assertThat(task.context().deadLetters())
                    .extracting(DeadLetter::reason)
                    .allSatisfy(reason -> assertThat(reason)
                            .hasMessageContaining("PEN-335")
                            .hasMessageContaining("orders-0@")
                            .hasStackTraceContaining("SQLSTATE 23"))
                    .allSatisfy(reason -> assertThat(stackTrace(reason))
                            .doesNotContain("SECRET")
                            .doesNotContain("4711111"));
        }
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isEqualTo(990);
        assertThat(target.rows("SELECT next_offset FROM " + q("penstock_offsets")))
                .containsExactly("1000");
    }

    private static String stackTrace(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void aDuplicateANullAndATextTooLongAreDeadLetters() throws SQLException {
        // Given
        createOrders();
        target.execute("INSERT INTO " + q("orders") + " VALUES (7, 1, 'there')");
        try (TaskDriver task = TaskDriver.start(props("insert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "n", 1L, "s", "good"),
                    orders.map(1, null, "id", 7L, "n", 1L, "s", "twice"),
                    orders.map(2, null, "id", 2L, "n", 1L, "s", null),
                    orders.map(3, null, "id", 3L, "n", 1L, "s", target.checksTypes() ? "much too long" : null),
                    orders.map(4, null, "id", 4L, "n", null, "s", "good"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(1L, 2L, 3L);
        }
        assertThat(target.rows(select("id", "s"))).containsExactly("1|good", "4|good", "7|there");
    }

    @Test
    void anUpdateThatIsRefusedLeavesTheRowAsItIs() throws SQLException {
        // Given
        createOrders();
        target.execute("INSERT INTO " + q("orders") + " VALUES (7, 1, 'there')");
        target.execute("INSERT INTO " + q("orders") + " VALUES (8, 1, 'there')");
        try (TaskDriver task = TaskDriver.start(props("update"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 7L, "n", 9_999_999L, "s", "bad"),
                    orders.map(1, null, "id", 8L, "n", 2L, "s", "good"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(0L);
        }
        assertThat(target.rows(select("id", "s"))).containsExactly("7|there", "8|good");
    }

    @Test
    void anUpsertThatIsRefusedLeavesTheOneBeforeIt() throws SQLException {
        // Given
        createOrders();
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "n", 1L, "s", "first"),
                    orders.map(1, null, "id", 1L, "n", 9_999_999L, "s", "second"),
                    orders.map(2, null, "id", 2L, "n", 9_999_999L, "s", "alone"));
            task.flush();
            // Then
            assertThat(offsets(task)).containsExactly(1L, 2L);
        }
        assertThat(target.rows(select("id", "n", "s"))).containsExactly("1|1|first");
    }

    @Test
    void aBatchThatIsAllBadEndsInTime() throws SQLException {
        // Given
        createOrders();
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            records.add(orders.map(i, null, "id", (long) i, "n", 9_999_999L, "s", "x"));
        }
        try (TaskDriver task = TaskDriver.start(props("insert"), ORDERS)) {
            // When
            task.put(records);
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).hasSize(1_000);
        }
    }

    @Test
    void aLockedTableIsWaitedForAndItsRecordsAreKeptOnce() throws SQLException {
        // Given
        Assumptions.assumeTrue(target.boundsWaitsForLocks(), "how long it waits is the database's own setting");
        createOrders();
        target.execute("INSERT INTO " + q("orders") + " VALUES (1, 1, 'there')");
        Map<String, String> props = props("upsert", "ledger.claim.timeout.ms", "1000");
        try (TaskDriver task = TaskDriver.start(props, ORDERS);
                Connection other = target.connect()) {
            task.put(orders.map(0, null, "id", 2L, "n", 2L, "s", "before"));
            task.flush();
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.executeUpdate("UPDATE " + q("orders") + " SET " + q("n") + " = 5");
                task.put(orders.map(1, null, "id", 1L, "n", 3L, "s", "new"));
                // When
                assertThat(task.commit()).containsEntry(ORDERS, new OffsetAndMetadata(1));
                rollBack(other);
            }
            task.put(List.of());
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(target.rows(select("id", "s"))).containsExactly("1|new", "2|before");
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The sink may have ended it.
            return;
        }
    }
}
