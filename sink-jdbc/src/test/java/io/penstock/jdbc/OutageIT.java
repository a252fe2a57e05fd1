package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is away, busy or read-only: waited out, never a dead letter. */
@Timeout(180)
class OutageIT extends PostgresCase {

    private final List<SinkRecord> three =
            List.of(orders.map(0, "k", "id", 0L), orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));

    @Test
    void aDatabaseThatIsDownAtStartIsWaitedFor() throws SQLException {
        // Given
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port())) {
            proxy.refuse();
            try (TaskDriver task =
                    TaskDriver.start(database.props("connection.url", database.urlThrough(proxy.port())), ORDERS)) {
                assertThatThrownBy(() -> task.putOnce(three))
                        .isInstanceOf(RetriableException.class)
                        .hasMessageContaining("PEN-301");
                assertThat(task.context().takeTimeout()).isBetween(1L, 200L);
                // When
                proxy.heal();
                task.put(three);
                task.flush();
                assertThat(task.context().deadLetters()).isEmpty();
            }
        }
        // Then
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(3);
    }

    @Test
    void recordsThatWereGivenBackAndWithdrawnByARebalanceAreNotCommittedAsConsumed() throws SQLException {
        // Given a batch that waits for the database, and a rebalance that takes the partition and brings it back
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port())) {
            proxy.refuse();
            try (TaskDriver task =
                    TaskDriver.start(database.props("connection.url", database.urlThrough(proxy.port())), ORDERS)) {
                assertThatThrownBy(() -> task.putOnce(three)).isInstanceOf(RetriableException.class);
                task.revoke(ORDERS);
                task.open(ORDERS);
                proxy.heal();
                // When Connect, which has dropped the batch, counts it with the next put
                task.put(List.of());
                // Then
                assertThat(task.commit()).isEmpty();
                task.put(three);
                task.flush();
                assertThat(task.commit()).containsEntry(ORDERS, new OffsetAndMetadata(3));
            }
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once", "at_least_once"})
    void takesNoRecordsOfAPartitionThatWereFetchedBeforeItWasOpened(String guarantee) throws SQLException {
        // Given a topic that a transform renames, three records in the buffer, three given back, and a rebalance that
        // takes
        // the partition and brings it back
        List<SinkRecord> next =
                List.of(orders.map(3, "k", "id", 3L), orders.map(4, "k", "id", 4L), orders.map(5, "k", "id", 5L));
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task = TaskDriver.start(
                        database.props(
                                "connection.url", database.urlThrough(proxy.port()), "delivery.guarantee", guarantee),
                        ORDERS)) {
            task.put(asSales(three));
            proxy.refuse();
            assertThat(task.commit()).isEmpty();
            assertThatThrownBy(() -> task.putOnce(asSales(next))).isInstanceOf(RetriableException.class);
            task.revoke(ORDERS);
            task.open(ORDERS);
            proxy.heal();
            assertThat(task.undelivered()).hasSize(3);
            // When the worker, which knows the batch by another topic, delivers it again
            task.put(task.undelivered());
            // Then
            task.flush();
            assertThat(task.commit()).isEmpty();
            task.put(asSales(three));
            task.put(asSales(next));
            task.flush();
            assertThat(task.commit()).containsEntry(ORDERS, new OffsetAndMetadata(6));
        }
        assertThat(database.rows("SELECT id FROM sales ORDER BY id")).containsExactly("0", "1", "2", "3", "4", "5");
    }

    private static List<SinkRecord> asSales(List<SinkRecord> records) {
        return records.stream().map(record -> Records.renamed(record, "sales")).toList();
    }

    @Test
    void theTaskFailsClearlyWhenTheRetryTimeoutIsOver() {
        // Given
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port())) {
            proxy.refuse();
            Map<String, String> props =
                    database.props("connection.url", database.urlThrough(proxy.port()), "retry.timeout.ms", "300");
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                // When
                assertThatThrownBy(() -> task.put(three))
                        // Then
                        .isInstanceOf(FatalException.class)
                        .hasMessageContaining("PEN-304")
                        .hasMessageContaining("retry.timeout.ms")
                        .hasMessageContaining(String.valueOf(proxy.port()));
            }
        }
    }

    @Test
    void aWrongPasswordFailsAtOnceAndIsNotShown() {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("connection.password", "hunter2"), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.putOnce(three))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-302")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aLockedTableIsWaitedForAndItsRecordsAreKeptOnce() throws Exception {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props("ledger.claim.timeout.ms", "300"), ORDERS);
                Connection other = POSTGRES.get().connect(database.name())) {
            task.put(three);
            task.flush();
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            }
            CompletableFuture<Void> unlock = CompletableFuture.runAsync(
                    () -> rollBack(other), CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS));
            // When
            task.put(orders.map(3, "k", "id", 3L));
            task.flush();
            task.flush();
            unlock.join();
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3");
    }

    /** Connect gives a stopping task 5 s, and a rebalance waits for it: what is not written then the next owner writes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neitherALockedTableNorASilentServerHoldsAStop(boolean silent) throws Exception {
        // Given bounds of the usual kind that are none here
        String[] bounds = {
            "ledger.claim.timeout.ms", "100000",
            "transaction.timeout.ms", "110000",
            "connection.response.timeout.ms", "120000",
            "flush.interval.ms", "3600000"
        };
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                Connection other = POSTGRES.get().connect(database.name())) {
            Map<String, String> props = database.props(bounds);
            props.put("connection.url", database.urlThrough(proxy.port()));
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(three);
                task.flush();
                task.put(orders.map(3, "k", "id", 3L));
                other.setAutoCommit(false);
                if (silent) {
                    proxy.blackhole();
                } else {
                    try (Statement statement = other.createStatement()) {
                        statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
                    }
                }
                // When
                Map<TopicPartition, OffsetAndMetadata> offsets =
                        CompletableFuture.supplyAsync(task::commit).get(60, TimeUnit.SECONDS);
                // Then
                assertThat(offsets).containsEntry(ORDERS, new OffsetAndMetadata(3));
            }
            rollBack(other);
            proxy.heal();
            try (TaskDriver heir = TaskDriver.start(database.props(), ORDERS)) {
                heir.put(orders.map(3, "k", "id", 3L));
                heir.flush();
                assertThat(heir.context().deadLetters()).isEmpty();
            }
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3");
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aReadOnlyServerIsWaitedFor() throws SQLException {
        // Given a failover to a server that does not take writes yet
        database.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        try (TaskDriver task = TaskDriver.start(database.props("offsets.table.create", "true"), ORDERS)) {
            assertThatThrownBy(() -> task.putOnce(three))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("25006");
        }
    }

    @Test
    void aBackendThatIsEndedIsReplaced() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(three);
            task.flush();
            task.put(orders.map(3, "k", "id", 3L));
            // When
            endSessions();
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aFlushThatFailedInACommitIsDoneBeforeMoreIsTaken() throws SQLException {
        // Given a flush interval that is not over
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task =
                        TaskDriver.start(database.props("connection.url", database.urlThrough(proxy.port())), ORDERS)) {
            task.put(three);
            proxy.refuse();
            assertThat(task.commit()).isEmpty();
            // When
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            task.putOnce(List.of(orders.map(3, "k", "id", 3L)));
                        }
                    })
                    // Then
                    .isInstanceOf(RetriableException.class);
            proxy.heal();
            task.put(orders.map(3, "k", "id", 3L));
            assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(3);
            task.flush();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(4);
    }

    @Test
    void aServerThatFallsSilentDoesNotHangTheTask() throws SQLException {
        // Given
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port())) {
            Map<String, String> props = database.props(
                    "connection.url",
                    database.urlThrough(proxy.port()),
                    "connection.response.timeout.ms",
                    "2000",
                    "transaction.timeout.ms",
                    "1000",
                    "ledger.claim.timeout.ms",
                    "500");
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(three);
                task.flush();
                task.put(orders.map(3, "k", "id", 3L));
                proxy.blackhole();
                long begun = System.nanoTime();
                // When
                task.commit();
                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
                proxy.heal();
                task.flush();
            }
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3");
    }

    @Test
    void leavesAServerThatHasBecomeReadOnly() throws SQLException {
        // Given a connection to what is no longer the primary
        database.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            assertThatThrownBy(() -> task.putOnce(three)).hasMessageContaining("25006");
            // When
            database.execute("ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");
            // Then a new connection takes writes, as the old one would not
            task.put(three);
            task.flush();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(3);
    }

    @Test
    void aFailoverToAServerThatTakesNoWritesYetIsWaitedOut() throws SQLException {
        // Given a task whose connection ends, and finds a server that is read-only
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            task.put(three);
            task.flush();
            task.put(orders.map(3, "k", "id", 3L));
            database.execute("ALTER DATABASE " + database.name() + " SET default_transaction_read_only = on");
            endSessions();
            assertThat(task.commit()).containsEntry(ORDERS, new OffsetAndMetadata(3));
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> task.putOnce(List.of())).isInstanceOf(RetriableException.class);
            }
            // When it is promoted
            database.execute("ALTER DATABASE " + database.name() + " RESET default_transaction_read_only");
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3");
    }

    private void endSessions() throws SQLException {
        database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'penstock sink'"
                        + " AND datname = current_database()");
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        // Given another session that changes the same rows in another order, and is patient
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, a bigint)");
        database.execute("INSERT INTO orders VALUES (1, 0), (2, 0)");
        database.execute("ALTER DATABASE " + database.name() + " SET deadlock_timeout = '4s'");
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        try (TaskDriver task = TaskDriver.start(props, ORDERS);
                Connection other = POSTGRES.get().connect(database.name());
                Statement statement = other.createStatement()) {
            task.put(orders.map(0, "k", "id", 3L, "a", 3L));
            task.flush();
            statement.execute("SET deadlock_timeout = '60s'");
            other.setAutoCommit(false);
            statement.execute("UPDATE orders SET a = 10 WHERE id = 2");
            task.put(orders.map(1, "k", "id", 1L, "a", 1L), orders.map(2, "k", "id", 2L, "a", 2L));
            CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> database.number("SELECT count(*) FROM pg_stat_activity"
                                    + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
                            == 1);
            // When
            statement.execute("UPDATE orders SET a = 10 WHERE id = 1");
            other.commit();
            flush.join();
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("1|1", "2|2", "3|3");
    }

    @Test
    void aWrongParameterOfTheDriverFailsInsteadOfBeingRetried() {
        // Given
        String url = database.url() + (database.url().contains("?") ? "&" : "?") + "options=-c%20nonsense%3D1";
        try (TaskDriver task = TaskDriver.start(database.props("connection.url", url), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.putOnce(three))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-302");
        }
    }
}
