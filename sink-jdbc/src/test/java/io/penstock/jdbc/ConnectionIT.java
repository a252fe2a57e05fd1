package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task's connection is made with, and when it is there. */
class ConnectionIT extends PostgresCase {

    private long sessions() throws SQLException {
        return database.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'penstock sink'"
                + " AND datname = current_database()");
    }

    @Test
    void isClosedWhenThereIsNothingToDoAndMadeAgainWhenThereIs() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("connection.idle.timeout.ms", "1000"), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            assertThat(sessions()).isEqualTo(1);
            // When
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                task.put(List.of());
                return sessions() == 0;
            });
            // Then
            task.put(orders.map(1, "k", "id", 1L));
            task.flush();
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1");
        assertThat(database.rows("SELECT next_offset, epoch FROM penstock_offsets"))
                .containsExactly("2|1");
    }

    @Test
    void staysOpenWhileRowsWait() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("connection.idle.timeout.ms", "1"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 0L));
            task.put(List.of());
            // Then
            assertThat(sessions()).isEqualTo(1);
            task.flush();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1);
    }

    @Test
    void isMadeWithThePropertiesThatAreTheDrivers() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, seen text DEFAULT current_setting('work_mem'))");
        try (TaskDriver task = TaskDriver.start(database.props("driver.options", "-c work_mem=7MB"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT seen FROM orders")).containsExactly("7MB");
    }
}
