package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.NumberingProxy;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners that stop in the middle of a transaction, connections that break around COMMIT, and engines without transactions. */
@Timeout(180)
@ParameterizedClass
@ValueSource(strings = {"jdbc:mariadb:", "jdbc:mysql:"})
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbFencingIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private final Records orders = Records.of(ORDERS);
    private final String scheme;
    private MySqlTarget target;

    MariaDbFencingIT(String scheme) {
        this.scheme = scheme;
    }

    @BeforeEach
    void createTarget() throws SQLException {
        target = MySqlTarget.create(MARIADB.get(), scheme);
    }

    @AfterEach
    void closeTarget() throws SQLException {
        target.close();
    }

    /** Connect gives a stopping task 5 s, and a rebalance waits for it: what is not written then the next owner writes. */
    @Test
    void aLockedTableDoesNotHoldAStop() throws Exception {
        // Given bounds of the usual kind that are none here
        Map<String, String> props = target.props(
                "ledger.claim.timeout.ms",
                "100000",
                "transaction.timeout.ms",
                "110000",
                "connection.response.timeout.ms",
                "120000",
                "flush.interval.ms",
                "3600000");
        try (Connection other = target.connect();
                Statement lock = other.createStatement()) {
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                storeFirst(task);
                lock.execute("LOCK TABLES orders WRITE");
                // When
                Map<TopicPartition, OffsetAndMetadata> offsets =
                        CompletableFuture.supplyAsync(task::commit).get(60, TimeUnit.SECONDS);
                // Then
                assertThat(offsets).containsEntry(ORDERS, new OffsetAndMetadata(1));
            }
            lock.execute("UNLOCK TABLES");
        }
        try (TaskDriver heir = TaskDriver.start(target.props(), ORDERS)) {
            heir.put(orders.map(1, "k", "id", 1L));
            heir.flush();
            assertThat(heir.context().deadLetters()).isEmpty();
        }
        assertThat(ids()).containsExactly("0", "1");
    }

    private void storeFirst(TaskDriver task) {
        task.put(orders.map(0, "k", "id", 0L));
        task.flush();
        task.put(orders.map(1, "k", "id", 1L));
    }

    private static CompletableFuture<Void> flushUntil(Hold hold, TaskDriver task) throws Exception {
        CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
        hold.await(SOON);
        return flush;
    }

    private List<String> ids() throws SQLException {
        return target.decimals("SELECT id FROM orders ORDER BY id");
    }

    /** Not the server, which would wait for longer than the test. */
    @ParameterizedTest
    @ValueSource(strings = {"test", "admin"})
    void theHeirEndsAnOwnerFrozenBeforeItsCommitWhateverItMaySeeOfOthers(String user) throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                TaskDriver owner = TaskDriver.start(patient(as(user, proxy.port())), ORDERS);
                TaskDriver heir = TaskDriver.start(as(user, MARIADB.get().port()), ORDERS)) {
            storeFirst(owner);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> frozen = flushUntil(commit, owner);
            // When
            heir.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            heir.flush();
            // Then
            commit.release();
            frozen.join();
            assertThatThrownBy(() -> owner.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310");
        }
        assertThat(ids()).containsExactly("0", "1", "2");
    }

    @Test
    void theHeirEndsAnOwnerFrozenWithinItsRows() throws Exception {
        // Given an owner that has locked a row, and not yet the ledger
        target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a INT)");
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                TaskDriver owner = TaskDriver.start(upserts(patient(as("test", proxy.port()))), ORDERS);
                TaskDriver heir =
                        TaskDriver.start(upserts(as("test", MARIADB.get().port())), ORDERS)) {
            storeFirst(owner);
            Hold ledger = proxy.holdRequestsContaining("SET next_offset");
            CompletableFuture<Void> frozen = flushUntil(ledger, owner);
            // When
            heir.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            heir.flush();
            // Then
            ledger.release();
            frozen.join();
            assertThatThrownBy(() -> owner.put(List.of()))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310");
        }
        assertThat(ids()).containsExactly("0", "1", "2");
    }

    /** Whose would it be by that number? */
    @Test
    void behindAProxyThatNumbersSessionsItselfNoneIsEnded() throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                NumberingProxy numbering = NumberingProxy.to(MARIADB.get().port());
                TaskDriver owner = TaskDriver.start(patient(as("admin", proxy.port())), ORDERS);
                TaskDriver heir = TaskDriver.start(as("admin", numbering.port()), ORDERS)) {
            storeFirst(owner);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> frozen = flushUntil(commit, owner);
            // When it has slept for long enough
            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> heir.putOnce(List.of()))
                            .hasMessageContaining("PEN-312")
                            .hasMessageMatching(".*asleep for ([2-9]|\\d\\d+) s.*"));
            assertThatThrownBy(() -> heir.putOnce(List.of()))
                    .hasMessageContaining("PEN-312")
                    .hasMessageNotContaining("was ended");
            // Then it goes on
            commit.release();
            frozen.join();
            heir.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            heir.flush();
        }
        assertThat(ids()).containsExactly("0", "1", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"test", "admin"})
    void aStrangersSessionIsNeverEnded(String user) throws Exception {
        // Given a session of the same user that has locked a row, and sleeps
        target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a INT)");
        target.execute("INSERT INTO orders VALUES (1, 0)");
        try (Connection stranger = target.connect(user);
                Statement statement = stranger.createStatement();
                TaskDriver task =
                        TaskDriver.start(upserts(as(user, MARIADB.get().port())), ORDERS)) {
            storeFirst(task);
            stranger.setAutoCommit(false);
            statement.executeUpdate("UPDATE orders SET a = 1 WHERE id = 1");
            long before = lockWaits();
            // When
            await().atMost(SOON).until(() -> {
                task.commit();
                return lockWaits() >= before + 3;
            });
            // Then
            assertThatNoException().isThrownBy(stranger::commit);
            task.flush();
        }
        assertThat(target.rows("SELECT id, a FROM orders ORDER BY id")).containsExactly("0|~", "1|1");
    }

    @Test
    void anotherConnectorsFrozenTaskIsEndedByTheServerAlone() throws Exception {
        // Given
        target.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, a INT)");
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                TaskDriver other =
                        TaskDriver.start(upserts(as("test", proxy.port(), "transaction.timeout.ms", "4000")), ORDERS);
                TaskDriver task =
                        TaskDriver.start(upserts(as("test", MARIADB.get().port(), "ledger.id", "another")), ORDERS)) {
            storeFirst(other);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> frozen = flushUntil(commit, other);
            // When
            task.put(orders.map(0, "k", "id", 1L), orders.map(1, "k", "id", 2L));
            task.flush();
            // Then
            commit.release();
            frozen.join();
            other.flush();
        }
        assertThat(ids()).containsExactly("0", "1", "2");
    }

    private Map<String, String> as(String user, int port, String... overrides) {
        Map<String, String> props = target.propsThrough(port);
        props.put("connection.user", user);
        props.put("connection.password", user);
        props.put("ledger.claim.timeout.ms", "1000");
        for (int i = 0; i < overrides.length; i += 2) {
            props.put(overrides[i], overrides[i + 1]);
        }
        return props;
    }

    private static Map<String, String> patient(Map<String, String> props) {
        props.putAll(Map.of("transaction.timeout.ms", "500000", "connection.response.timeout.ms", "600000"));
        return props;
    }

    private static Map<String, String> upserts(Map<String, String> props) {
        props.putAll(Map.of("insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id"));
        return props;
    }

    private long lockWaits() throws SQLException {
        return target.number("SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS"
                + " WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_WAITS'");
    }

    @Test
    void goesOnWhenTheCommitWhoseAnswerWasLostHadTakenEffect() throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                TaskDriver task = TaskDriver.start(target.propsThrough(proxy.port()), ORDERS)) {
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
        assertThat(ids()).containsExactly("0", "1", "2");
        assertThat(target.rows("SELECT next_offset, epoch FROM penstock_offsets"))
                .containsExactly("3|2");
    }

    @Test
    void writesAgainWhenTheCommitNeverArrived() throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(MARIADB.get().port());
                TaskDriver task = TaskDriver.start(target.propsThrough(proxy.port()), ORDERS)) {
            storeFirst(task);
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> flush = flushUntil(commit, task);
            assertThat(ids()).containsExactly("0");
            // When
            commit.cut();
            flush.join();
            task.put(orders.map(2, "k", "id", 2L));
            task.flush();
        }
        // Then
        assertThat(ids()).containsExactly("0", "1", "2");
    }

    @Test
    void refusesALedgerWhoseEngineDoesNotRollBack() throws SQLException {
        // Given
        target.execute("CREATE TABLE penstock_offsets (connector VARCHAR(255) NOT NULL, topic VARCHAR(249) NOT NULL,"
                + " part INTEGER NOT NULL, generation INTEGER NOT NULL, next_offset BIGINT, epoch BIGINT NOT NULL,"
                + " witness VARCHAR(100), version INTEGER NOT NULL, updated_at DATETIME(6) NOT NULL,"
                + " PRIMARY KEY (connector, topic, part)) ENGINE=MyISAM DEFAULT CHARACTER SET latin1");
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(List.of()))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-314");
        }
    }

    @Test
    void refusesATableWhoseEngineDoesNotRollBackUnlessAtLeastOnceIsEnough() throws SQLException {
        // Given
        target.execute("CREATE TABLE orders (id INT) ENGINE=MyISAM");
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            assertThatThrownBy(() -> task.put(orders.map(0, "k", "id", 0L)))
                    // Then
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-314")
                    .hasMessageContaining("table orders");
        }
        try (TaskDriver task = TaskDriver.start(target.props("delivery.guarantee", "at_least_once"), ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
        }
        assertThat(ids()).containsExactly("0");
    }
}
