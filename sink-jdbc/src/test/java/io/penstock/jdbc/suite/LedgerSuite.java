package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.JdbcSinkConnector;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exactly once through a ledger in any database. */
@Timeout(180)
public abstract class LedgerSuite extends DatabaseSuite {

    private static final String LEDGER = "penstock_offsets";

    private String ids() {
        return select("id");
    }

    private List<String> positions() throws SQLException {
        return target.rows("SELECT next_offset, generation, epoch FROM " + q(LEDGER));
    }

    @Test
    void dropsWhatTheLedgerHasWhenKafkaDeliversItAgain() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L));
            task.flush();
        }
        // When
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0", "1", "2");
        assertThat(positions()).containsExactly("3|0|2");
    }

    @Test
    void storesWhatACrashHasTakenFromTheBuffer() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            task.put(orders.map(1, "k", "id", 1L));
        }
        // When
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(1, "k", "id", 1L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0", "1");
    }

    @Test
    void aZombieWritesNothingAfterItsHeirHasClaimed() throws SQLException {
        // Given
        try (TaskDriver zombie = TaskDriver.start(target.props(), ORDERS)) {
            zombie.put(orders.map(0, "k", "id", 0L));
            zombie.flush();
            zombie.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            try (TaskDriver heir = TaskDriver.start(target.props(), ORDERS)) {
                heir.put(orders.map(1, "k", "id", 1L));
                heir.flush();
                // When
                zombie.commit();
                // Then
                assertThatThrownBy(() -> zombie.put(List.of()))
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("PEN-310");
                heir.put(orders.map(2, "k", "id", 2L));
                heir.flush();
            }
        }
        assertThat(target.decimals(ids())).containsExactly("0", "1", "2");
    }

    @Test
    void anHeirEndsAnOwnerThatIsFrozenWithinItsTransaction() throws SQLException {
        // Given
        Assumptions.assumeTrue(
                target.endsFrozenSessions(), "here nobody takes a lock from a session that is no owner's");
        Map<String, String> props = target.props("ledger.claim.timeout.ms", "1000");
        try (TaskDriver owner = TaskDriver.start(props, ORDERS)) {
            owner.put(orders.map(0, "k", "id", 0L));
            owner.flush();
        }
        Connection frozen = target.connect();
        try {
            frozen.setAutoCommit(false);
            try (Statement statement = frozen.createStatement()) {
                statement.executeUpdate("UPDATE " + q(LEDGER) + " SET next_offset = 2");
            }
            // When: a put gives up after a minute, and nobody but the heir ends that session
            try (TaskDriver heir = TaskDriver.start(props, ORDERS)) {
                heir.put(orders.map(1, "k", "id", 1L));
                heir.flush();
            }
            // Then
            assertThatThrownBy(frozen::commit).isInstanceOf(SQLException.class);
        } finally {
            closeEnded(frozen);
        }
        assertThat(target.decimals(ids())).containsExactly("0", "1");
        assertThat(positions()).containsExactly("2|0|2");
    }

    private static void closeEnded(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was ended, which was the purpose.
            return;
        }
    }

    @Test
    void changesOfTablesCommitNoRowsThatWait() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            // When
            task.put(orders.map(1, "k", "id", 1L, "more", "x"));
            task.put(orders.map(2, "k", "id", 2L, "still more", "x"));
            // then it crashes
        }
        // Then
        assertThat(target.number("SELECT COUNT(*) FROM " + q("orders"))).isZero();
        assertThat(positions()).containsExactly("~|0|1");
    }

    @Test
    void failsRatherThanSkipWhenTheTopicWasCreatedAnew() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L));
            task.flush();
        }
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(
                            orders.map(0, "k", "id", 0L),
                            orders.map(1, "other", "id", 100L),
                            orders.map(2, "k", "id", 2L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("orders-0");
        }
    }

    @Test
    void positionsFollowTheOffsetCommands() throws SQLException {
        // Given
        Map<String, String> props = target.props();
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L));
            task.flush();
        }
        JdbcSinkConnector connector = new JdbcSinkConnector();
        // When
        connector.alterOffsets(props, Map.of(ORDERS, 1L));
        connector.alterOffsets(props, Map.of(ORDERS, 1L));
        // Then
        assertThat(positions()).containsExactly("1|1|2");
        connector.alterOffsets(props, Collections.singletonMap(ORDERS, null));
        connector.alterOffsets(props, Collections.singletonMap(ORDERS, null));
        assertThat(positions()).containsExactly("~|2|3");
        connector.alterOffsets(props, Map.of(ORDERS, 5L));
        assertThat(positions()).containsExactly("5|3|4");
    }

    private void storeTwo(Map<String, String> props) {
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L));
            task.flush();
        }
    }

    @Test
    void aRowThatIsGoneIsNoOpinion() throws SQLException {
        // Given
        storeTwo(target.props());
        target.execute("DELETE FROM " + q(LEDGER));
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When the group stands elsewhere
            task.put(orders.map(5, "k", "id", 5L));
            task.flush();
            // Then it begins there
            assertThat(task.context().seeks()).isEmpty();
        }
        assertThat(target.decimals(ids())).containsExactly("0", "1", "5");
        assertThat(positions()).containsExactly("6|0|1");
    }

    @Test
    void aTaskWhoseRowIsGoneWritesNothingMore() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            // When
            target.execute("DELETE FROM " + q(LEDGER));
            assertFails(task, "PEN-313");
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0");
    }

    private void assertFails(TaskDriver task, String code) {
        task.put(orders.map(1, "k", "id", 1L));
        task.commit();
        assertThatThrownBy(() -> task.put(List.of()))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining(code);
    }

    @Test
    void aTaskOfTheGenerationBeforeAResetWritesNothingMore() throws SQLException {
        // Given a task that the operator's stop has not reached
        Map<String, String> props = target.props();
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            // When
            new JdbcSinkConnector().alterOffsets(props, Map.of(ORDERS, 0L));
            assertFails(task, "PEN-310");
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0");
        assertThat(positions()).containsExactly("0|1|2");
    }

    @Test
    void aRenamedConnectorKeepsItsPositionsByTheirId() throws SQLException {
        // Given
        storeTwo(target.props("name", "before", "ledger.id", "orders"));
        try (TaskDriver task = TaskDriver.start(target.props("name", "after", "ledger.id", "orders"), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0", "1", "2");
        assertThat(positions()).containsExactly("3|0|2");
    }

    @Test
    void aSecondClusterWithTheSameIdIsNotTakenForTheFirst() throws SQLException {
        // Given
        storeTwo(target.props("name", "sink of cluster one", "ledger.id", "orders"));
        try (TaskDriver other =
                TaskDriver.start(target.props("name", "sink of cluster two", "ledger.id", "orders"), ORDERS)) {
            // When its topic has the same name, and other records
            assertThatThrownBy(() -> other.put(orders.map(0, "x", "id", 10L), orders.map(1, "y", "id", 11L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-120");
        }
        assertThat(target.decimals(ids())).containsExactly("0", "1");
    }

    @Test
    void aDeleteThatFindsNothingInTheGroupResetsTheWholeLedgerAndNoOther() throws SQLException {
        // Given
        for (String id : List.of("one", "two")) {
            try (TaskDriver task = TaskDriver.start(target.props("ledger.id", id), ORDERS)) {
                task.put(orders.map(0, "k", "id", 0L));
                task.flush();
            }
        }
        // When
        new JdbcSinkConnector().alterOffsets(target.props("ledger.id", "one", "topics", ORDERS.topic()), Map.of());
        // Then
        assertThat(target.rows("SELECT connector, next_offset, generation FROM " + q(LEDGER) + " ORDER BY connector"))
                .containsExactly("one|~|1", "two|1|0");
    }

    @Test
    void offsetCommandsWorkBeforeTheFirstRecordEver() throws SQLException {
        // When
        new JdbcSinkConnector().alterOffsets(target.props(), Map.of(ORDERS, 7L));
        // Then
        assertThat(positions()).containsExactly("7|1|1");
    }

    @Test
    void refusesALedgerOfANewerVersion() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        target.execute("UPDATE " + q(LEDGER) + " SET version = 2");
        for (String guarantee : List.of("exactly_once", "at_least_once")) {
            try (TaskDriver task = TaskDriver.start(target.props("delivery.guarantee", guarantee), ORDERS)) {
                // When
                assertThatThrownBy(() -> task.put(List.of()))
                        // Then
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("version 2");
            }
        }
    }

    @Test
    void asksForTheLedgerTableWhenItMayNotCreateIt() {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props("offsets.table.create", "false"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .hasMessageContaining("PEN-311")
                    .hasMessageContaining("CREATE TABLE");
        }
    }

    private String definition() {
        try (TaskDriver task = TaskDriver.start(target.props("offsets.table.create", "false"), ORDERS)) {
            task.put(List.of());
            return "";
        } catch (FatalException e) {
            String message = String.valueOf(e.getMessage());
            return message.substring(message.indexOf("CREATE TABLE"));
        }
    }

    @Test
    void theRowThatACrashLeftOfTheProbeIsNoObstacle() throws SQLException {
        // Given
        target.execute(definition());
        target.execute("INSERT INTO " + q(LEDGER)
                + " (connector, topic, part, generation, next_offset, epoch, version, updated_at)"
                + " VALUES ('sink', 'penstock probe', -1, 0, NULL, 1, 1, CURRENT_TIMESTAMP)");
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0");
    }

    @Test
    void aLedgerThatCannotTakeTheRowIsNotTriedForEver() throws SQLException {
        // Given
        target.execute(definition().replace("PRIMARY KEY (", "more INTEGER NOT NULL, PRIMARY KEY ("));
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 0L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining(LEDGER)
                    .hasMessageContaining("SQLSTATE 23");
        }
    }

    @Test
    void theDefinitionThatIsAskedForIsFitForUse() throws SQLException {
        // Given
        target.execute(definition());
        // When
        try (TaskDriver task = TaskDriver.start(target.props("offsets.table.create", "false"), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        // Then
        assertThat(positions()).containsExactly("1|0|1");
    }

    @Test
    void aDatabaseThatHasFallenBackIsFoundOutAndARestartWritesWhatItLost() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            task.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            task.flush();
            target.execute("DELETE FROM " + q("orders") + " WHERE " + q("id") + " > 0");
            target.execute("UPDATE " + q(LEDGER) + " SET next_offset = 1, witness = NULL");
            task.put(orders.map(3, "k", "id", 3L));
            // When
            task.commit();
            // Then
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-313")
                    .hasMessageContaining("next offset 1, and this task has left it at 3")
                    .hasMessageContaining("restart the task");
        }
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L), orders.map(3, "k", "id", 3L));
            task.flush();
        }
        assertThat(target.decimals(ids())).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aDatabaseThatHasLostTheClaimIsNoOtherTasks() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            target.execute("DELETE FROM " + q(LEDGER));
            task.put(orders.map(1, "k", "id", 1L));
            // When
            task.commit();
            // Then
            assertThatThrownBy(() -> task.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-313")
                    .hasMessageContaining("is gone");
        }
        assertThat(target.decimals(ids())).containsExactly("0");
    }

    @Test
    void twoConnectorsWithTheirOwnLedgerIdsDoNotMeet() throws SQLException {
        // When
        for (String id : List.of("one", "two")) {
            try (TaskDriver task = TaskDriver.start(target.props("ledger.id", id), ORDERS)) {
                task.put(orders.map(0, "k", "id", 0L));
                task.flush();
            }
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0", "0");
        assertThat(target.rows("SELECT connector, epoch FROM " + q(LEDGER) + " ORDER BY connector"))
                .containsExactly("one|1", "two|1");
    }

    @Test
    void atLeastOnceKeepsNoLedgerAndTakesOldPositionsOutOfUse() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        // When
        try (TaskDriver task = TaskDriver.start(target.props("delivery.guarantee", "at_least_once"), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        // Then
        assertThat(target.decimals(ids())).containsExactly("0", "0");
        assertThat(positions()).containsExactly("~|0|2");
    }
}
