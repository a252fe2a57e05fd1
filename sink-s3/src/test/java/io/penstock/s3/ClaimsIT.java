package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.s3.FaultyStore.Fate;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.IntentCodec;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many partitions are given to a task at once. */
@Timeout(120)
class ClaimsIT {

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

    @BeforeEach
    void begin() {
        scenario = new Scenario(server);
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    private static TopicPartition orders(int partition) {
        return new TopicPartition("orders", partition);
    }

    private void produceOrders(int partitions) {
        for (int partition = 0; partition < partitions; partition++) {
            scenario.produce(orders(partition), 0, 30);
        }
    }

    private static List<String> of(Worker worker, String operation) {
        return List.copyOf(worker.store.requests).stream()
                .filter(request -> request.startsWith(operation))
                .toList();
    }

    @Test
    void listsATopicOnceForAllItsPartitions() {
        // Given
        produceOrders(12);
        scenario.produce(new TopicPartition("others", 30), 0, 1);
        scenario.props.put("flush.size", "10");
        Worker first = scenario.worker();
        first.drain();
        first.stop();

        // When
        Worker second = scenario.worker();
        second.drain();

        // Then
        assertThat(of(second, "list"))
                .containsExactlyInAnyOrder(
                        "list _penstock/orders-to-s3/orders/", "list _penstock/orders-to-s3/others/30/");
        for (int partition = 0; partition < 12; partition++) {
            assertThat(scenario.stored(orders(partition))).isEqualTo(Scenario.ids(0, 30));
        }
        second.stop();
    }

    /** Each claim waits until as many as may be are at the store together. */
    @Test
    void claimsAsManyAtATimeAsItMay() {
        // Given
        produceOrders(40);
        scenario.props.put("claim.concurrency", "8");
        Worker worker = scenario.worker();
        CountDownLatch together = new CountDownLatch(8);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        worker.store.beforeEach = request -> {
            if (request.startsWith("putIfAbsent _penstock/orders-to-s3/orders/")) {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                together.countDown();
                awaitUninterrupted(together);
                now.decrementAndGet();
            }
        };

        // When
        worker.poll();

        // Then
        assertThat(of(worker, "list")).hasSize(1);
        assertThat(most).hasValue(8);
        assertThat(worker.retriable).isZero();
        worker.stop();
    }

    /** @return lets them go; until then a put waits for them but briefly */
    private static CountDownLatch holdClaims(Worker worker) {
        CountDownLatch answer = new CountDownLatch(1);
        worker.waiting = Worker.BRIEFLY;
        worker.store.beforeEach = request -> {
            if (Thread.currentThread().getName().startsWith("penstock-claim")) {
                awaitUninterrupted(answer);
            }
        };
        return answer;
    }

    private static void awaitListing(Worker worker) {
        await("a listing")
                .atMost(Duration.ofMinutes(1))
                .until(() -> !of(worker, "list").isEmpty());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void neitherTheGroupNorAStopWaitsForASlowClaim() throws InterruptedException {
        // Given
        produceOrders(3);
        Worker worker = scenario.worker();
        CountDownLatch answer = holdClaims(worker);
        worker.waiting = UnaryOperator.identity();

        // When
        long begun = System.nanoTime();
        worker.poll();
        Duration put = Duration.ofNanos(System.nanoTime() - begun);
        worker.close(Set.of(orders(0)));
        worker.waiting = Worker.PATIENTLY;
        answer.countDown();
        worker.drain();

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(put).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(of(worker, "putIfAbsent _penstock/orders-to-s3/orders/0/")).isEmpty();
        assertThat(scenario.stored(orders(1))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void whatWaitedForASlowClaimAndWasWithdrawnByARebalanceIsNotCommittedAsConsumed() {
        // Given
        produceOrders(1);
        Worker worker = scenario.worker();
        CountDownLatch answer = holdClaims(worker);
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        worker.revoke(Set.of(orders(0)));
        worker.waiting = Worker.PATIENTLY;
        answer.countDown();

        // When the partition comes back without its records, and Connect counts them with the next put
        List<SinkRecord> records = scenario.log.remove(orders(0));
        worker.open(Set.of(orders(0)));
        worker.poll();
        worker.commit();

        // Then
        assertThat(scenario.group).doesNotContainKey(orders(0));
        scenario.log.put(orders(0), records);
        worker.drain();
        assertThat(scenario.stored(orders(0))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void writesWhatIsDueWhileOtherPartitionsAreStillBeingClaimed() {
        // Given
        scenario.produce(orders(0), 0, 10);
        Worker worker = scenario.worker();
        worker.drain();
        scenario.produce(orders(1), 0, 30);
        CountDownLatch answer = holdClaims(worker);
        worker.open(Set.of(orders(1)));
        worker.nanos.addAndGet(300_000_000_000L);

        // When
        worker.poll();

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(scenario.stored(orders(0))).isEqualTo(Scenario.ids(0, 10));
        worker.waiting = Worker.PATIENTLY;
        answer.countDown();
        worker.drain();
        assertThat(scenario.stored(orders(1))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void writesWhatIsDueWhileTheClaimOfAnotherPartitionFails() {
        // Given
        scenario.produce(orders(0), 0, 10);
        Worker worker = scenario.worker();
        worker.drain();
        scenario.produce(orders(1), 0, 30);
        worker.store.plan = (operation, key) -> key.contains("/orders/1/") ? Fate.LOST : Fate.OK;
        worker.open(Set.of(orders(1)));
        worker.nanos.addAndGet(300_000_000_000L);

        // When
        worker.poll();
        worker.poll();
        worker.commit();

        // Then
        assertThat(worker.retriable).isEqualTo(2);
        assertThat(scenario.stored(orders(0))).isEqualTo(Scenario.ids(0, 10));
        assertThat(scenario.group).containsEntry(orders(0), 10L);
        worker.store.plan = (operation, key) -> Fate.OK;
        worker.drain();
        assertThat(scenario.stored(orders(1))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void listsNoFurtherWhenNobodyWaitsForItAnyMore() {
        // Given
        produceOrders(3);
        Worker worker = scenario.worker();
        CountDownLatch answer = holdClaims(worker);
        worker.poll();
        awaitListing(worker);
        worker.close(Set.of(orders(0), orders(1)));
        assertThat(worker.store.listingWanted.getAsBoolean()).isTrue();

        // When
        worker.close(Set.of(orders(2)));

        // Then
        assertThat(worker.store.listingWanted.getAsBoolean()).isFalse();
        answer.countDown();
        worker.stop();
    }

    @Test
    void stopsInTheMiddleOfClaims() {
        // Given
        produceOrders(3);
        Worker worker = scenario.worker();
        holdClaims(worker);
        worker.poll();
        awaitListing(worker);

        // When
        long begun = System.nanoTime();
        worker.stop();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(of(worker, "putIfAbsent _penstock/orders-to-s3/orders/")).isEmpty();
    }

    @Test
    void claimsAgainOnlyWhatFailed() {
        // Given
        produceOrders(5);
        Worker worker = scenario.worker();
        worker.store.once(Fate.UNANSWERED, "putIfAbsent", "orders/3/00000000000000000001");
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(of(worker, "list")).hasSize(1);
        worker.store.requests.clear();

        // When
        worker.poll();

        // Then
        assertThat(worker.store.requests)
                .containsExactly(
                        "putIfAbsent _penstock/orders-to-s3/orders/3/00000000000000000001",
                        "get _penstock/orders-to-s3/orders/3/00000000000000000001");
        worker.stop();
    }

    private void leaveIntents(int number) {
        for (int i = 0; i < number; i++) {
            Content intent = new IntentCodec().encode("topics/orders/partition=0/left-" + i, "crashed");
            scenario.bucket.put(
                    "_penstock/orders-to-s3/orders/0/u-left" + i,
                    new String(intent.toByteArray(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void looksOnceForEachUploadThatCrashesHaveLeft() {
        // Given a store that loses every fourth such request
        produceOrders(1);
        leaveIntents(12);
        Worker worker = scenario.worker();
        AtomicInteger asked = new AtomicInteger();
        worker.store.plan = (operation, key) ->
                operation.equals("uploadsAt") && asked.incrementAndGet() % 4 == 0 ? Fate.LOST : Fate.OK;

        // When
        worker.drain();

        // Then
        assertThat(of(worker, "uploadsAt")).hasSize(15);
        assertThat(worker.retriable).isEqualTo(3);
        assertThat(scenario.stored(orders(0))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void looksForNoMoreOfThemWhenThePartitionIsClosed() throws InterruptedException {
        // Given
        produceOrders(1);
        leaveIntents(12);
        Worker worker = scenario.worker();
        CountDownLatch second = new CountDownLatch(2);
        CountDownLatch answer = new CountDownLatch(1);
        worker.store.plan = (operation, key) -> {
            if (operation.equals("uploadsAt")) {
                second.countDown();
                if (second.getCount() == 0) {
                    awaitUninterrupted(answer);
                }
            }
            return Fate.OK;
        };
        worker.waiting = Worker.BRIEFLY;
        worker.poll();
        second.await();

        // When
        worker.close(Set.of(orders(0)));
        answer.countDown();
        worker.stop();

        // Then
        assertThat(of(worker, "uploadsAt")).hasSize(2);
    }

    @Test
    void listsAgainWhenTheListingFailed() {
        // Given
        produceOrders(5);
        Worker worker = scenario.worker();
        worker.store.once(Fate.LOST, "list", "orders");
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);

        // When
        worker.drain();

        // Then
        assertThat(of(worker, "list")).hasSize(2);
        assertThat(scenario.stored(orders(4))).isEqualTo(Scenario.ids(0, 25));
        worker.stop();
    }

    @Test
    void failsWithTheClaimThatFailedForGood() {
        // Given
        produceOrders(5);
        Worker worker = scenario.worker();
        worker.store.plan = (operation, key) -> !operation.equals("putIfAbsent") || !key.contains("/orders/")
                ? Fate.OK
                : key.contains("/orders/2/") ? Fate.FORBIDDEN : Fate.LOST;

        // When / Then
        assertThatThrownBy(worker::poll).hasMessageContaining("PEN-402").hasMessageContaining("/orders/2/");
        worker.stop();
    }

    @Test
    void twoTasksThatClaimTheSamePartitionsAtOnceAgreeInTheEnd() {
        // Given
        produceOrders(6);
        Worker one = scenario.worker();
        Worker other = scenario.worker();

        // When
        CompletableFuture<Void> racer = CompletableFuture.runAsync(other::drain, errand -> new Thread(errand).start());
        one.drain();
        racer.join();
        one.stop();
        other.drain();
        other.age(300_000); // some of its files are fenced now, and begin anew
        other.age(300_000);

        // Then
        for (int partition = 0; partition < 6; partition++) {
            assertThat(scenario.stored(orders(partition))).isEqualTo(Scenario.ids(0, 30));
        }
        other.stop();
    }
}
