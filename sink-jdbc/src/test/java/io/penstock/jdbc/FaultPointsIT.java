package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A task is cut off, killed or frozen at each point of a flush, and each row is there once. */
@Timeout(180)
class FaultPointsIT extends PostgresCase {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** More than the driver sends of a COPY at once. */
    private static final int ROWS = 200;

    private static final String LONG = "x".repeat(1_000);
    private static final String HALFWAY = "halfway";

    /** What passes, or is about to, when the fault falls. */
    enum Point {
        BEFORE_COPY,
        INSIDE_COPY,
        BEFORE_LEDGER,
        BEFORE_COMMIT,
        AFTER_COMMIT;

        Hold in(TcpProxy proxy) {
            return switch (this) {
                case BEFORE_COPY -> proxy.holdRequestsContaining("COPY ");
                case INSIDE_COPY -> proxy.holdRequestsContaining(HALFWAY);
                case BEFORE_LEDGER -> proxy.holdRequestsContaining("next_offset = u.next_offset");
                case BEFORE_COMMIT -> proxy.holdRequestsContaining("COMMIT");
                case AFTER_COMMIT -> proxy.holdResponsesAfterRequestContaining("COMMIT");
            };
        }
    }

    private Map<String, String> through(TcpProxy proxy) {
        // Without server-side statements COMMIT goes over the wire as text, each time. The server ends nobody's
        // transaction.
        return database.props(
                "connection.url", database.urlThrough(proxy.port()) + "?prepareThreshold=0",
                "transaction.timeout.ms", "500000",
                "connection.response.timeout.ms", "600000");
    }

    private Map<String, String> heirs() {
        return database.props("ledger.claim.timeout.ms", "1000");
    }

    private SinkRecord row(long offset) {
        return orders.map(offset, "k", "id", offset, "note", offset == ROWS / 2 ? HALFWAY : LONG);
    }

    private List<SinkRecord> rows(long from, long to) {
        List<SinkRecord> rows = new ArrayList<>();
        for (long offset = from; offset < to; offset++) {
            rows.add(row(offset));
        }
        return rows;
    }

    /** A flush of {@link #ROWS} on another thread, after an earlier one, that has come as far as {@code point}. */
    private CompletableFuture<Void> flushUntil(Point point, TcpProxy proxy, TaskDriver task, List<Hold> holds)
            throws Exception {
        task.put(rows(0, 1));
        task.flush();
        task.put(rows(1, ROWS));
        Hold hold = point.in(proxy);
        holds.add(hold);
        CompletableFuture<Void> flush = CompletableFuture.runAsync(task::commit);
        hold.await(SOON);
        return flush;
    }

    private void assertEachOnce(long rows) throws Exception {
        assertThat(database.rows("SELECT id FROM orders ORDER BY id"))
                .containsExactlyElementsOf(
                        LongStream.range(0, rows).mapToObj(Long::toString).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatIsCutAnywhereInAFlushCostsNoRow(Point point) throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver task = TaskDriver.start(through(proxy), ORDERS)) {
            List<Hold> holds = new ArrayList<>();
            CompletableFuture<Void> flush = flushUntil(point, proxy, task, holds);
            // When
            holds.get(0).cut();
            flush.join();
            task.put(rows(ROWS, ROWS + 1));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertEachOnce(ROWS + 1);
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerThatIsKilledAnywhereInAFlushLeavesEachRowOnce(Point point) throws Exception {
        // Given a task of which nothing is heard after its connection has ended
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver killed = TaskDriver.start(through(proxy), ORDERS)) {
            List<Hold> holds = new ArrayList<>();
            CompletableFuture<Void> flush = flushUntil(point, proxy, killed, holds);
            proxy.refuse();
            flush.join();
            // When Kafka delivers again what was not committed there
            try (TaskDriver heir = TaskDriver.start(heirs(), ORDERS)) {
                heir.put(rows(1, ROWS + 1));
                heir.flush();
            }
        }
        // Then
        assertEachOnce(ROWS + 1);
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerThatIsFrozenAnywhereInAFlushIsSucceededAndFenced(Point point) throws Exception {
        // Given
        try (TcpProxy proxy = TcpProxy.to(POSTGRES.get().port());
                TaskDriver frozen = TaskDriver.start(through(proxy), ORDERS);
                TaskDriver heir = TaskDriver.start(heirs(), ORDERS)) {
            List<Hold> holds = new ArrayList<>();
            CompletableFuture<Void> flush = flushUntil(point, proxy, frozen, holds);
            // When: a put gives up after a minute
            heir.put(rows(1, ROWS + 1));
            heir.flush();
            assertEachOnce(ROWS + 1);
            holds.get(0).release();
            flush.join();
            // Then
            assertThatThrownBy(() -> {
                        frozen.put(rows(ROWS, ROWS + 2));
                        frozen.flush();
                        frozen.put(List.of());
                    })
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-310");
        }
        assertEachOnce(ROWS + 1);
    }
}
