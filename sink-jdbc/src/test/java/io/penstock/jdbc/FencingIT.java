package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Owners that stop in the middle of a transaction, as a frozen worker does, and connections that break around COMMIT. */
@Timeout(180)
class FencingIT extends PostgresCase {

    private static final Duration SOON = Duration.ofSeconds(20);

    private Map<String, String> props(TcpProxy proxy) {
        return props(proxy, "ledger.claim.timeout.ms", "1000");
    }

    private Map<String, String> props(TcpProxy proxy, String... more) {
        Map<String, String> props = database.props(more);
        // Without server-side statements COMMIT goes over the wire as text, each time.
        props.put("connection.url", database.urlThrough(proxy.port()) + "?prepareThreshold=0");
        return props;
    }

    /** So that the server does not end its transaction either. */
    private static Map<String, String> patient(Map<String, String> props) {
        props.putAll(Map.of("transaction.timeout.ms", "500000", "connection.response.timeout.ms", "600000"));
        return props;
    }

    private TcpProxy proxy() {
        return TcpProxy.to(POSTGRES.get().port());
    }

    /** A flush on another thread, that has come as far as {@code hold}. */
    private static CompletableFuture<Void> flushUntil(Hold hold, TaskDriver task) throws Exception {
        CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
        hold.await(SOON);
        return flush;
    }

    private void storeFirst(TaskDriver task) {
        task.put(orders.map(0, "k", "id", 0L));
        task.flush();
        task.put(orders.map(1, "k", "id", 1L));
    }

    private long stored() throws SQLException {
        return database.number("SELECT count(*) FROM orders");
    }

    @Test
    void anHeirEndsTheSessionOfAnOwnerFrozenBeforeItsCommit() throws Exception {
        // Given an owner whose COMMIT does not arrive
        try (TcpProxy proxy = proxy();
                TaskDriver owner = TaskDriver.start(patient(props(proxy)), ORDERS);
                TaskDriver heir = TaskDriver.start(database.props("ledger.claim.timeout.ms", "1000"), ORDERS)) {
            storeFirst(owner);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> frozen = flushUntil(commit, owner);
            // When: a put gives up after a minute
            heir.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            heir.flush();
            // Then
            commit.release();
            frozen.join();
            assertThatThrownBy(() -> owner.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310");
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2");
    }

    @Test
    void anHeirEndsTheSessionOfAnOwnerFrozenInsideACopy() throws SQLException {
        // Given an owner that has written the heir's rows and never ends its COPY
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY)");
        try (Connection frozen = DriverManager.getConnection(
                        database.url() + "?ApplicationName=penstock%20sink",
                        POSTGRES.get().user(),
                        POSTGRES.get().password());
                TaskDriver heir = TaskDriver.start(database.props("ledger.claim.timeout.ms", "1000"), ORDERS)) {
            frozen.setAutoCommit(false);
            try (Statement statement = frozen.createStatement()) {
                statement.execute("INSERT INTO orders VALUES (1)");
            }
            CopyIn copy = frozen.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY orders FROM STDIN");
            byte[] row = "2\n".getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(row, 0, row.length);
            copy.flushCopy();
            // When
            heir.put(orders.map(0, "k", "id", 1L));
            heir.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("1");
    }

    @Test
    void aSessionOfAnotherRoleIsNamed() throws SQLException {
        // Given a ledger row that a superuser holds, and a task that may not end it
        database.execute("DROP ROLE IF EXISTS writer_of_orders");
        database.execute("CREATE ROLE writer_of_orders LOGIN PASSWORD 'w'");
        database.execute("GRANT CREATE, USAGE ON SCHEMA public TO writer_of_orders");
        Map<String, String> props = database.props("ledger.claim.timeout.ms", "200");
        props.put("connection.user", "writer_of_orders");
        props.put("connection.password", "w");
        try (TaskDriver first = TaskDriver.start(props, ORDERS)) {
            first.put(orders.map(0, "k", "id", 1L));
            first.flush();
        }
        try (Connection other = POSTGRES.get().connect(database.name());
                TaskDriver task = TaskDriver.start(props, ORDERS)) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("UPDATE penstock_offsets SET updated_at = now()");
            }
            // When
            assertThatThrownBy(() -> task.putOnce(List.of()))
                    // Then
                    .hasMessageContaining("PEN-312")
                    .hasMessageContaining("role postgres");
            other.rollback();
            task.put(orders.map(1, "k", "id", 2L));
            task.flush();
        }
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void goesOnWhenTheCommitWhoseAnswerWasLostHadTakenEffect() throws Exception {
        // Given
        try (TcpProxy proxy = proxy();
                TaskDriver task = TaskDriver.start(props(proxy), ORDERS)) {
            storeFirst(task);
            Hold answer = proxy.holdResponsesAfterRequestContaining("COMMIT");
            CompletableFuture<Void> flush = flushUntil(answer, task);
            // When
            answer.cut();
            flush.join();
            task.put(orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2");
        assertThat(database.rows("SELECT next_offset, epoch FROM penstock_offsets"))
                .containsExactly("3|2");
    }

    @Test
    void writesAgainWhenTheCommitNeverArrived() throws Exception {
        // Given
        try (TcpProxy proxy = proxy();
                TaskDriver task = TaskDriver.start(props(proxy), ORDERS)) {
            storeFirst(task);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> flush = flushUntil(commit, task);
            assertThat(stored()).isEqualTo(1);
            // When
            commit.cut();
            flush.join();
            task.put(orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2");
    }

    @Test
    void aCommitThatTheServerHasNotEndedYetIsWaitedFor() throws Exception {
        // Given a COMMIT that takes its time
        database.execute("CREATE TABLE orders (id bigint)");
        database.execute("CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " PERFORM pg_sleep(3); RETURN NULL; END $$");
        database.execute("CREATE CONSTRAINT TRIGGER lingers AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW WHEN (NEW.id = 1) EXECUTE FUNCTION linger()");
        try (TcpProxy proxy = proxy();
                TaskDriver task = TaskDriver.start(patient(props(proxy, "ledger.claim.timeout.ms", "60000")), ORDERS)) {
            storeFirst(task);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> flush = flushUntil(commit, task);
            // When the connection breaks behind it
            commit.release();
            await().atMost(SOON)
                    .until(() -> database.number("SELECT count(*) FROM pg_stat_activity"
                                    + " WHERE wait_event = 'PgSleep' AND datname = current_database()")
                            == 1);
            proxy.cut();
            flush.join();
            assertThat(stored()).isEqualTo(1);
            task.put(orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2");
    }

    @Test
    void redeliversWithoutLossWhenTheConnectionBreaksWithinPut() throws Exception {
        // Given a put that flushes in its middle, and a connection that is cut there
        try (TcpProxy proxy = proxy()) {
            Map<String, String> props = props(proxy);
            props.put("batch.max.rows", "2");
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                task.put(orders.map(0, "k", "id", 0L));
                task.flush();
                Hold copy = proxy.holdRequestsContaining("COPY");
                CompletableFuture<Void> put = CompletableFuture.runAsync(() -> task.put(
                        orders.map(1, "k", "id", 1L),
                        orders.map(2, "k", "id", 2L),
                        orders.map(3, "k", "id", 3L),
                        orders.map(4, "k", "id", 4L)));
                copy.await(SOON);
                // When
                copy.cut();
                put.join();
                task.flush();
            }
        }
        // Then
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void anOwnerThatLostItsConnectionIsFencedByItsHeir() throws Exception {
        // Given
        try (TcpProxy proxy = proxy();
                TaskDriver owner = TaskDriver.start(props(proxy), ORDERS);
                TaskDriver heir = TaskDriver.start(database.props(), ORDERS)) {
            storeFirst(owner);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> flush = flushUntil(commit, owner);
            commit.cut();
            flush.join();
            // When
            heir.put(orders.map(1, "k", "id", 1L));
            heir.flush();
            // Then
            assertThatThrownBy(() -> owner.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310");
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1");
    }
}
