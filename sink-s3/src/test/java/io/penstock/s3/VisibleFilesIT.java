package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch of 24 files is made visible four at a time, and something happens in the middle. */
@Timeout(120)
class VisibleFilesIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final int FILES = 24;
    private static final int RECORDS = 3 * FILES;

    @TempDir
    static Path directory;

    private static S3ProxyServer server;

    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    /** One batch: nothing is complete before its age. */
    @BeforeEach
    void begin() {
        scenario = new Scenario(server);
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "shop");
        scenario.props.put("flush.size", "1000");
        scenario.props.put("upload.concurrency", "4");
        for (int offset = 0; offset < RECORDS; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "shop", "s" + offset % FILES));
        }
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    private Worker full() {
        Worker worker = scenario.worker();
        worker.drain();
        assertThat(scenario.bucket.keys("topics/")).isEmpty();
        return worker;
    }

    private static List<String> puts(Worker worker) {
        return List.copyOf(worker.store.requests).stream()
                .filter(request -> request.contains(" topics/"))
                .toList();
    }

    /** Every object holds what it would: the three records of its shop. */
    private void allIsThereOnce() {
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, RECORDS));
        assertThat(scenario.bucket.keys("topics/")).hasSize(FILES);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"exactly_once", "at_least_once"})
    void asManyAreUnderWayAsMayBe(String guarantee) {
        // Given
        scenario.props.put("delivery.guarantee", guarantee);
        Worker worker = full();
        CountDownLatch together = new CountDownLatch(4);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        worker.store.beforeEach = request -> {
            if (request.contains(" topics/")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                together.countDown();
                await(together);
                now.decrementAndGet();
            }
        };

        // When
        worker.age(300_000);

        // Then
        assertThat(most).hasValue(4);
        assertThat(puts(worker)).hasSize(FILES);
        allIsThereOnce();
        assertThat(worker.safeOffset(P0)).isEqualTo(RECORDS);
        worker.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 24})
    void aProcessThatDiesAtAnyFileLosesAndDoublesNothing(int at) {
        // Given
        Worker dying = full();
        AtomicInteger met = new AtomicInteger();
        dying.store.plan = (operation, key) -> {
            if (!key.startsWith("topics/") || met.incrementAndGet() < at) {
                return Fate.OK;
            }
            return met.get() % 2 == 0 ? Fate.CRASH_AFTER : Fate.CRASH_BEFORE; // with those that were under way
        };
        assertThatThrownBy(() -> dying.age(300_000)).isInstanceOf(Crash.class);
        assertThat(scenario.bucket.keys("topics/")).hasSizeBetween(at - 1, at + 3);
        assertThat(scenario.bucket.lines("topics/"))
                .hasSize(3 * scenario.bucket.keys("topics/").size());

        // When
        Worker heir = scenario.worker();
        heir.drain();
        heir.age(300_000);

        // Then
        allIsThereOnce();
        heir.stop();
        dying.task.stop();
    }

    @ParameterizedTest
    @CsvSource({"exactly_once, putIfAbsent", "at_least_once, put"})
    void onlyWhatFailedIsAskedAgain(String guarantee, String operation) {
        // Given
        scenario.props.put("delivery.guarantee", guarantee);
        Worker worker = full();
        worker.store.once(Fate.LOST, operation, "shop=s7/");

        // When
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(puts(worker)).hasSize(FILES + 1);
        assertThat(puts(worker)).filteredOn(put -> put.contains("shop=s7/")).hasSize(2);
        allIsThereOnce();
        worker.stop();
    }

    @Test
    void whatWillNeverBeFailsTheTaskThoughAnotherFileIsToBeAskedAgain() {
        // Given
        Worker worker = full();
        CountDownLatch both = new CountDownLatch(2);
        worker.store.plan = (operation, key) ->
                key.contains("shop=s0/") ? Fate.LOST : key.contains("shop=s1/") ? Fate.FORBIDDEN : Fate.OK;
        worker.store.beforeEach = request -> {
            if (request.contains("shop=s0/") || request.contains("shop=s1/")) {
                both.countDown();
                await(both);
            }
        };

        // When / Then
        assertThatThrownBy(() -> worker.age(300_000)).hasMessageContaining("is forbidden");
        worker.stop();
        Worker heir = scenario.worker();
        heir.drain();
        allIsThereOnce();
        heir.stop();
    }

    /** Another has taken over, and made all files visible, while this one's requests were under way. */
    @Test
    void aZombieThatWakesBetweenTwoFilesDoublesNothing() {
        // Given
        Worker zombie = full();
        AtomicInteger met = new AtomicInteger();
        List<Worker> heirs = new CopyOnWriteArrayList<>();
        zombie.store.beforeEach = request -> {
            if (request.contains(" topics/") && met.incrementAndGet() == 10) {
                heirs.add(scenario.worker());
                heirs.get(0).drain();
            }
        };

        // When
        zombie.age(300_000);

        // Then
        allIsThereOnce();
        heirs.get(0).age(300_000);
        zombie.age(300_000);
        allIsThereOnce();
        zombie.stop();
        heirs.get(0).stop();
    }

    /** A worker that ends interrupts its tasks: nothing is under way when the partition is closed. */
    @Test
    void nothingIsUnderWayWhenAnInterruptedPutIsGivenBack() throws InterruptedException {
        // Given a store that keeps silent after ten files
        Worker worker = full();
        CountDownLatch silent = new CountDownLatch(4);
        AtomicInteger met = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        worker.store.beforeEach = request -> {
            if (request.contains(" topics/") && met.incrementAndGet() > 10) {
                underWay.incrementAndGet();
                silent.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw FaultyStore.noAnswer("put", "interrupted");
                } finally {
                    underWay.decrementAndGet();
                }
            }
        };
        worker.nanos.addAndGet(300_000_000_000L);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        AtomicInteger leftAtClose = new AtomicInteger(-1);
        Thread task = new Thread(
                () -> {
                    worker.poll();
                    leftAtClose.set(underWay.get());
                    worker.stop();
                },
                "task");
        task.setUncaughtExceptionHandler((thread, e) -> failed.set(e));
        task.start();
        await(silent);

        // When
        task.interrupt();
        task.join();

        // Then
        assertThat(failed).hasNullValue();
        assertThat(leftAtClose).hasValue(0);
        assertThat(met.get()).isLessThanOrEqualTo(14);
        Worker heir = scenario.worker();
        heir.drain();
        allIsThereOnce();
        heir.stop();
    }

    @Test
    void aRevokedPartitionIsAnothersWithAllFilesOfWhichSomeAreVisible() {
        // Given
        Worker worker = full();
        AtomicInteger met = new AtomicInteger();
        worker.store.plan =
                (operation, key) -> key.startsWith("topics/") && met.incrementAndGet() > 12 ? Fate.UNANSWERED : Fate.OK;
        worker.nanos.addAndGet(300_000_000_000L);
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);

        // When
        worker.revoke(Set.of(P0));
        Worker heir = scenario.worker();
        heir.drain();

        // Then
        allIsThereOnce();
        heir.stop();
        worker.stop();
    }
}
