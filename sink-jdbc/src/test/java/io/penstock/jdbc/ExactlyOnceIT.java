package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** What the ledger is for: no crash, rebalance or zombie stores a record twice or not at all. */
class ExactlyOnceIT extends PostgresCase {

    private static final String IDS = "SELECT id FROM orders ORDER BY id";

    private List<SinkRecord> range(long from, long to) {
        List<SinkRecord> records = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            records.add(orders.map(offset, "k" + offset, "id", offset));
        }
        return records;
    }

    private long count() throws SQLException {
        return database.number("SELECT count(*) FROM orders");
    }

    @Test
    void dropsWhatTheLedgerHasWhenKafkaDeliversItAgain() throws SQLException {
        // Given
        try (TaskDriver first = TaskDriver.start(database.props(), ORDERS)) {
            first.put(range(0, 50));
            first.flush();
        }
        try (TaskDriver second = TaskDriver.start(database.props(), ORDERS)) {
            // When the group's offset was not committed
            second.put(range(0, 60));
            second.flush();
        }
        // Then
        assertThat(count()).isEqualTo(60);
        assertThat(database.number("SELECT count(DISTINCT id) FROM orders")).isEqualTo(60);
    }

    @Test
    void storesWhatACrashHasTakenFromTheBuffer() throws SQLException {
        // Given a task that ends without a flush
        TaskDriver first = TaskDriver.start(database.props(), ORDERS);
        first.put(range(0, 10));
        first.flush();
        first.put(range(10, 20));
        first.close();
        try (TaskDriver second = TaskDriver.start(database.props(), ORDERS)) {
            // When
            second.put(range(10, 20));
            second.flush();
        }
        // Then
        assertThat(count()).isEqualTo(20);
    }

    @Test
    void goesBackToTheLedgerWhenTheGroupIsAhead() throws SQLException {
        // Given
        try (TaskDriver first = TaskDriver.start(database.props(), ORDERS)) {
            first.put(range(0, 10));
            first.flush();
        }
        try (TaskDriver second = TaskDriver.start(database.props(), ORDERS)) {
            // When the group begins beyond the position
            second.put(range(15, 20));
            // Then the consumer is sent back, and nothing is taken meanwhile
            assertThat(second.context().seeks()).containsEntry(ORDERS, 10L);
            second.put(range(10, 20));
            second.flush();
        }
        assertThat(count()).isEqualTo(20);
    }

    @Test
    void aZombieWritesNothingAfterItsHeirHasClaimed() throws SQLException {
        // Given
        try (TaskDriver zombie = TaskDriver.start(database.props(), ORDERS);
                TaskDriver heir = TaskDriver.start(database.props(), ORDERS)) {
            zombie.put(range(0, 10));
            zombie.flush();
            zombie.put(range(10, 20));
            heir.put(range(10, 15));
            heir.flush();
            // When the zombie wakes
            Map<TopicPartition, OffsetAndMetadata> committable = zombie.commit();
            // Then it commits nothing beyond what it stored, and fails with its next records
            assertThat(committable)
                    .hasEntrySatisfying(
                            ORDERS, offset -> assertThat(offset.offset()).isLessThanOrEqualTo(10));
            assertThatThrownBy(() -> zombie.putOnce(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310")
                    .hasMessageContaining("orders-0");
            heir.put(range(15, 20));
            heir.flush();
        }
        assertThat(database.rows(IDS)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void throwsItsBufferAwayWithALostPartition() throws SQLException {
        // Given
        TopicPartition other = new TopicPartition("orders", 1);
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS, other)) {
            task.put(range(0, 10));
            task.put(Records.of(other).map(0, "o", "id", 1000L));
            // When
            task.lose(ORDERS);
            task.put(range(10, 12));
            task.flush();
        }
        // Then
        assertThat(database.rows(IDS)).containsExactly("1000");
    }

    @Test
    void takesRecordsAgainWhenAPartitionComesBack() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(range(0, 10));
            task.lose(ORDERS);
            // When
            task.open(ORDERS);
            task.put(range(0, 10));
            task.open(ORDERS);
            task.put(range(0, 10));
            task.flush();
        }
        // Then
        assertThat(count()).isEqualTo(10);
    }

    @Test
    void failsRatherThanSkipWhenTheTopicWasCreatedAnew() throws SQLException {
        // Given
        try (TaskDriver first = TaskDriver.start(database.props(), ORDERS)) {
            first.put(range(0, 10));
            first.flush();
        }
        try (TaskDriver second = TaskDriver.start(database.props(), ORDERS)) {
            List<SinkRecord> others = new ArrayList<>();
            for (long offset = 0; offset < 10; offset++) {
                others.add(orders.map(offset, "x", "id", 500 + offset));
            }
            // When
            assertThatThrownBy(() -> second.put(others))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-120")
                    .hasMessageContaining("offsets");
        }
    }

    @Test
    void offersOnlyDurablePositionsAndWhatTransformsDropped() {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            Map<TopicPartition, OffsetAndMetadata> before = task.commit();
            task.put(range(5, 9));
            // Then
            assertThat(before).isEmpty();
            assertThat(task.commit()).containsEntry(ORDERS, new OffsetAndMetadata(9));
        }
    }

    @Test
    void refusesALedgerOfANewerVersion() throws SQLException {
        // Given
        try (TaskDriver first = TaskDriver.start(database.props(), ORDERS)) {
            first.put(range(0, 1));
            first.flush();
        }
        database.execute("UPDATE penstock_offsets SET version = 2");
        try (TaskDriver second = TaskDriver.start(database.props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> second.put(range(1, 2)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-121")
                    .hasMessageContaining("version 2");
        }
        assertThat(database.number("SELECT epoch FROM penstock_offsets")).isEqualTo(1);
    }

    @Test
    void asksForTheLedgerTableWhenItMayNotCreateIt() {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("offsets.table.create", "false"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(range(0, 1)))
                    // Then
                    .hasMessageContaining("PEN-311")
                    .hasMessageContaining("CREATE TABLE");
        }
    }

    @Test
    void twoConnectorsWithTheirOwnLedgerIdsDoNotMeet() throws SQLException {
        // Given
        try (TaskDriver one = TaskDriver.start(database.props("ledger.id", "cluster-a"), ORDERS);
                TaskDriver two = TaskDriver.start(database.props("ledger.id", "cluster-b"), ORDERS)) {
            // When
            one.put(range(0, 3));
            two.put(range(0, 3));
            one.flush();
            two.flush();
        }
        // Then
        assertThat(count()).isEqualTo(6);
        assertThat(database.rows("SELECT connector, next_offset FROM penstock_offsets ORDER BY 1"))
                .containsExactly("cluster-a|3", "cluster-b|3");
    }

    @Test
    void atLeastOnceKeepsNoLedgerAndTakesOldPositionsOutOfUse() throws SQLException {
        // Given
        try (TaskDriver exact = TaskDriver.start(database.props(), ORDERS)) {
            exact.put(range(0, 10));
            exact.flush();
        }
        // When
        try (TaskDriver loose = TaskDriver.start(database.props("delivery.guarantee", "at_least_once"), ORDERS)) {
            loose.put(range(8, 12));
            loose.flush();
        }
        // Then
        assertThat(count()).isEqualTo(14);
        assertThat(database.rows("SELECT next_offset, witness FROM penstock_offsets"))
                .containsExactly("~|~");
    }

    @Test
    void atLeastOnceRefusesRowsOfANewerVersionToo() throws SQLException {
        // Given
        try (TaskDriver exact = TaskDriver.start(database.props(), ORDERS)) {
            exact.put(range(0, 10));
            exact.flush();
        }
        database.execute("UPDATE penstock_offsets SET version = 2");
        try (TaskDriver loose = TaskDriver.start(database.props("delivery.guarantee", "at_least_once"), ORDERS)) {
            // When
            assertThatThrownBy(() -> loose.put(range(10, 12)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-121");
        }
        assertThat(database.rows("SELECT next_offset FROM penstock_offsets")).containsExactly("10");
    }
}
