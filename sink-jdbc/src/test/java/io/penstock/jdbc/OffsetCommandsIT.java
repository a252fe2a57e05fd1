package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** The REST commands that set and delete offsets. */
class OffsetCommandsIT extends PostgresCase {

    private static final String LEDGER = "SELECT generation, next_offset, witness IS NULL FROM penstock_offsets";

    @Test
    void settingAnOffsetOpensANewGenerationOnce() throws SQLException {
        // Given
        store(0, 1, 2);
        // When
        alter(1L);
        alter(1L);
        // Then
        assertThat(database.rows(LEDGER)).containsExactly("1|1|t");
        store(1, 2, 3);
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "1", "2", "2", "3");
    }

    @Test
    void deletingOffsetsLeavesNoOpinion() throws SQLException {
        // Given
        store(0, 1);
        // When
        alter(null);
        alter(null);
        // Then
        assertThat(database.rows(LEDGER)).containsExactly("1|~|t");
        store(0, 1);
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(4);
    }

    @Test
    void settingTheSameOffsetAfterMoreWasWrittenOpensAnotherGeneration() throws SQLException {
        // Given
        store(0, 1);
        alter(1L);
        store(1);
        // When the ledger stands at 2 again, and then is set to what it is
        alter(2L);
        // Then
        assertThat(database.rows(LEDGER)).containsExactly("2|2|t");
    }

    @Test
    void worksBeforeTheFirstRecordEver() throws SQLException {
        // When
        alter(null);
        alter(7L);
        // Then
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("7");
    }

    private void alter(@org.jspecify.annotations.Nullable Long offset) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        offsets.put(ORDERS, offset);
        assertThat(new JdbcSinkConnector().alterOffsets(database.props(), offsets))
                .isTrue();
    }

    private void store(long... offsets) {
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            for (long offset : offsets) {
                task.put(orders.map(offset, "k", "id", offset));
            }
            task.flush();
        }
    }

    @Test
    void refusesAnOffsetBelowZero() throws SQLException {
        // Given
        store(0, 1);
        // When
        assertThatThrownBy(() -> alter(-5L))
                // Then
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("orders-0");
        assertThat(database.rows(LEDGER)).containsExactly("0|2|f");
    }

    @Test
    void refusesRowsOfANewerVersionInsteadOfPassingThemOver() throws SQLException {
        // Given
        store(0, 1);
        database.execute("UPDATE penstock_offsets SET version = 2");
        // When
        assertThatThrownBy(() -> alter(1L))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-121");
    }

    @Test
    void makesNoLedgerThatItMayNotMake() throws SQLException {
        // Given
        Map<TopicPartition, Long> offsets = Map.of(ORDERS, 7L);
        Map<String, String> props = database.props("offsets.table.create", "false");
        // When
        assertThatThrownBy(() -> new JdbcSinkConnector().alterOffsets(props, offsets))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-311");
        assertThat(database.rows("SELECT to_regclass('penstock_offsets')")).containsExactly("~");
    }
}
