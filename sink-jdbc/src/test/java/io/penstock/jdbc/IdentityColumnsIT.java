package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns that PostgreSQL counts itself ({@code GENERATED ALWAYS AS IDENTITY}). */
class IdentityColumnsIT extends PostgresCase {

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert"})
    void asTheKeyItTakesWhatRecordsSay(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int)");
        Map<String, String> props = database.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
        // When
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, null, "id", 41L, "a", 1L), orders.map(1, null, "id", 42L, "a", 2L));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("41|1", "42|2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "insert_ignore", "upsert"})
    void besideTheKeyTheDatabaseCounts(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, a int)");
        Map<String, String> props = database.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
        // When
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(
                    orders.map(0, null, "id", 41L, "n", 7L, "a", 1L), orders.map(1, null, "id", 42L, "n", 7L, "a", 2L));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(database.rows("SELECT id, n, a FROM orders ORDER BY id")).containsExactly("41|1|1", "42|2|2");
    }
}
