package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.postgres.PgBouncer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind a PgBouncer that gives each transaction another session of the server. Runs where it is installed, and is reported as skipped
 * elsewhere.
 */
@Timeout(120)
@EnabledIf(value = "installed", disabledReason = "pgbouncer is not installed (Debian: apt-get install pgbouncer)")
class PgBouncerIT extends PostgresCase {

    @RegisterExtension
    static final ServiceExtension<PgBouncer> BOUNCER = ServiceExtension.of(
            "pgbouncer",
            directory -> PgBouncer.start(
                    PgBouncer.installed().orElseThrow(),
                    directory,
                    betweenThem().port()));

    private static final AtomicReference<TcpProxy> SERVER = new AtomicReference<>();

    private static final int TASKS = 3;
    /** More than the executions after which the driver would prepare a statement by name. */
    private static final int ROUNDS = 12;

    private static final int RECORDS = 20;

    private static TcpProxy betweenThem() {
        return SERVER.updateAndGet(
                proxy -> proxy == null ? TcpProxy.to(POSTGRES.get().port()) : proxy);
    }

    @AfterEach
    void healServer() {
        betweenThem().heal();
    }

    @AfterAll
    static void closeProxy() {
        betweenThem().close();
    }

    static boolean installed() {
        return PgBouncer.installed().isPresent();
    }

    private Map<String, String> props(int port, String... overrides) {
        Map<String, String> props = database.props(overrides);
        props.put("connection.url", database.urlThrough(port));
        return props;
    }

    /** Of each round the last row is too long for its column; every third round deletes what the one before has written. */
    private static List<SinkRecord> round(int task, int round, boolean deletes) {
        Records records = Records.of(new TopicPartition("orders", task));
        List<SinkRecord> batch = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            long offset = (long) round * RECORDS + i;
            String key = task + "-" + (deletes && round % 3 == 2 ? offset - RECORDS : offset);
            if (deletes && round % 3 == 2) {
                batch.add(records.tombstone(offset, key));
            } else {
                batch.add(records.map(offset, key, "a", i == RECORDS - 1 ? "much too long" : "x" + i));
            }
        }
        return batch;
    }

    @ParameterizedTest
    @CsvSource({"insert, auto", "insert_ignore, auto", "upsert, auto", "upsert, copy"})
    void tasksThatShareSessionsOfTheServerWriteEachRowOnce(String mode, String method) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id text PRIMARY KEY, a varchar(5))");
        boolean deletes = !mode.equals("insert");
        Map<String, String> props = props(
                BOUNCER.get().port(),
                "insert.mode",
                mode,
                "write.method",
                method,
                "pk.mode",
                "record_key",
                "pk.fields",
                "id",
                "delete.enabled",
                Boolean.toString(deletes));
        // When
        CompletableFuture.allOf(IntStream.range(0, TASKS)
                        .mapToObj(task -> CompletableFuture.runAsync(() -> run(props, task, deletes)))
                        .toArray(CompletableFuture[]::new))
                .join();
        // Then
        int written = TASKS * (ROUNDS - (deletes ? 2 * ROUNDS / 3 : 0)) * (RECORDS - 1);
        assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(written);
        assertThat(database.rows("SELECT DISTINCT next_offset FROM penstock_offsets"))
                .containsExactly(Integer.toString(ROUNDS * RECORDS));
    }

    /** Restarted halfway, with everything delivered again. */
    private static void run(Map<String, String> props, int task, boolean deletes) {
        TopicPartition partition = new TopicPartition("orders", task);
        List<SinkRecord> delivered = new ArrayList<>();
        for (int first : List.of(0, ROUNDS / 2)) {
            try (TaskDriver driver = TaskDriver.start(props, partition)) {
                driver.put(delivered);
                for (int round = first; round < first + ROUNDS / 2; round++) {
                    List<SinkRecord> batch = round(task, round, deletes);
                    driver.put(batch);
                    driver.flush();
                    delivered.addAll(batch);
                }
                long bad = IntStream.range(first, first + ROUNDS / 2)
                        .filter(round -> !deletes || round % 3 != 2)
                        .count();
                assertThat(driver.context().deadLetters())
                        .hasSize((int) bad)
                        .allSatisfy(letter -> assertThat(letter.record().kafkaOffset() % RECORDS)
                                .isEqualTo(RECORDS - 1));
            }
        }
    }

    @Test
    void anHeirEndsAFrozenOwnersTransaction() throws Exception {
        // Given
        String[] patience = {"ledger.claim.timeout.ms", "1000", "transaction.timeout.ms", "30000"};
        try (TcpProxy proxy = TcpProxy.to(BOUNCER.get().port());
                TaskDriver owner = TaskDriver.start(props(proxy.port(), patience), ORDERS);
                TaskDriver heir = TaskDriver.start(props(BOUNCER.get().port(), patience), ORDERS)) {
            owner.put(orders.map(0, "k", "id", 0L));
            owner.flush();
            owner.put(orders.map(1, "k", "id", 1L));
            Hold commit = proxy.holdRequestsContaining("COMMIT");
            CompletableFuture<Void> frozen = CompletableFuture.runAsync(owner::commit);
            commit.await(Duration.ofSeconds(20));
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
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1", "2");
    }

    /** PgBouncer tells it with an error of its own, as if a message had been wrong. */
    @ParameterizedTest
    @ValueSource(strings = {"exactly_once", "at_least_once"})
    void aServerThatIsLostAtCommitHasWrittenEachRowOnce(String guarantee) throws Exception {
        // Given
        Map<String, String> props =
                props(BOUNCER.get().port(), "delivery.guarantee", guarantee, "auto.create", "false");
        database.execute("CREATE TABLE orders (id bigint)");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            task.put(orders.map(1, "k", "id", 1L), orders.map(2, "k", "id", 2L));
            Hold answer = betweenThem().holdResponsesAfterRequestContaining("COMMIT");
            CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
            answer.await(Duration.ofSeconds(20));
            // When
            betweenThem().cut();
            answer.release();
            flush.join();
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        String[] once = {"0", "1", "2"};
        String[] atLeastOnce = {"0", "1", "1", "2", "2"};
        assertThat(database.rows("SELECT id FROM orders ORDER BY id"))
                .containsExactly(guarantee.equals("exactly_once") ? once : atLeastOnce);
    }

    @Test
    void aServerThatIsDownIsWaitedFor() throws SQLException {
        // Given
        String patience = "?loginTimeout=2&socketTimeout=5";
        Map<String, String> props = database.props(
                "connection.url", database.urlThrough(BOUNCER.get().port()) + patience);
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            task.put(orders.map(0, "k", "id", 0L));
            task.flush();
            // When
            betweenThem().refuse();
            task.put(orders.map(1, "k", "id", 1L));
            task.commit();
            awaitItsError(task);
            betweenThem().heal();
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("0", "1");
    }

    private static void awaitItsError(TaskDriver task) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatThrownBy(() -> task.putOnce(List.of()))
                        .isInstanceOf(RetriableException.class)
                        .hasMessageContaining("08P01"));
    }
}
