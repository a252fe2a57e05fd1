package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.mqtt.session.Snapshot;
import io.penstock.testkit.junit.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The task with exactly once against a scripted broker; the test plays a worker that writes in transactions. */
@Timeout(60)
class ExactlyOnceHandshakeTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final String LEDGER = "penstock-mqtt-ledger";
    private static final Map<String, ?> EMPTIED = Map.of("version", 2L, "filters", "t/#", "messages", "");
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "once");

    private final List<String> steps = new CopyOnWriteArrayList<>();

    @Test
    void subscribesAfterATransactionAndFreesAnIdentifierAfterAnother() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(2);
                    steps.add("SUBSCRIBE");
                    peer.publishTwo("t", "m", 7, false);
                    steps.add(peer.read(5).acknowledgement());
                    peer.release(7);
                    steps.add(peer.read(7).acknowledgement());
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> barrier = task.poll(1, LONG);
            assertThat(steps).isEmpty();
            task.store(barrier);
            List<SourceRecord> message = task.poll(1, LONG);
            task.store(message);
            List<SourceRecord> removal = task.poll(1, LONG);
            List<SourceRecord> more = task.pollFor(QUIET);
            assertThat(steps).containsExactly("SUBSCRIBE", "PUBREC 7");
            task.store(removal);

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).endsWith("PUBCOMP 7"));
            assertThat(more).isEmpty();
            assertThat(barrier).extracting(SourceRecord::topic).containsExactly(LEDGER);
            assertThat(barrier.get(0).value()).isNull();
            assertThat(barrier.get(0).key()).isEqualTo("once");
            assertThat(message).extracting(SourceRecord::topic).containsExactly("readings");
            assertThat(SourceOffset.read(message.get(0).sourceOffset()).digests())
                    .containsOnlyKeys(7);
            assertThat(removal.get(0).sourceOffset()).isEqualTo(EMPTIED);
        }
    }

    @Test
    void doesNotEmitWhatTheTaskBeforeHasStored() {
        // Given
        CountDownLatch stored = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.accept(n > 1);
            if (n == 1) {
                peer.grant(2);
                peer.publishTwo("t", "m", 7, false);
                stored.await();
                return; // the PUBREC never arrives
            }
            peer.publishTwo("t", "m", 7, true);
            steps.add(peer.read(5).acknowledgement());
            peer.release(7);
            peer.grant(2);
            steps.add("SUBSCRIBE");
            peer.publishTwo("t", "next", 8, false);
            peer.linger();
        })) {
            Map<String, Object> offset;
            try (DrivenTask first = start(broker, Map.of())) {
                first.store(first.poll(1, LONG));
                offset = new HashMap<>(first.poll(1, LONG).get(0).sourceOffset().entrySet().stream()
                        .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey()), Map.Entry::getValue)));
            }
            stored.countDown();

            // When
            try (DrivenTask second = start(broker, offset)) {
                List<SourceRecord> all = new ArrayList<>();
                await().atMost(LONG).until(() -> {
                    List<SourceRecord> batch = second.poll();
                    second.store(batch);
                    batch.stream().filter(record -> record.value() != null).forEach(all::add);
                    return !all.isEmpty();
                });

                // Then
                assertThat(DrivenTask.values(all)).containsExactly("next");
                assertThat(steps).containsExactly("PUBREC 7", "SUBSCRIBE");
            }
        }
    }

    @Test
    void treatsASessionThatSendsNothingOfWhatItMustAsABlankOne() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.grant(2);
                    steps.add("SUBSCRIBE");
                    peer.linger();
                });
                DrivenTask task = start(
                        broker,
                        SourceOffset.remembering(Snapshot.of(Map.of(7, 1L)), List.of("t/#")),
                        Map.of("mqtt.connect.timeout.ms", "800"))) {
            // When
            task.store(task.poll(1, LONG));
            List<SourceRecord> emptied = new ArrayList<>(task.poll(1, LONG.multipliedBy(2)));

            // Then
            assertThat(steps).isEmpty();
            assertThat(emptied.get(0).sourceOffset()).isEqualTo(EMPTIED);
            task.store(emptied);
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).containsExactly("SUBSCRIBE"));
        }
    }

    /** Else each start would find the loss again, and fail again. */
    @Test
    void failsOverALostSessionOnceItsMemoryIsEmptiedAndTheNewOneSubscribed() {
        // Given
        List<Map<String, ?>> stored = new ArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(2);
                    steps.add("SUBSCRIBE");
                    peer.linger();
                });
                DrivenTask task = start(
                        broker,
                        SourceOffset.remembering(Snapshot.of(Map.of(7, 1L)), List.of("t/#")),
                        Map.of("mqtt.session.lost", "fail"))) {
            // Then
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            List<SourceRecord> records = task.poll(1, QUIET);
                            task.store(records);
                            records.forEach(record -> stored.add(record.sourceOffset()));
                        }
                    })
                    .hasMessageContaining("PEN-218");
            assertThat(steps).containsExactly("SUBSCRIBE");
            assertThat(stored).isNotEmpty().last().isEqualTo(EMPTIED);
        }
    }

    /** They are not sent again, and the offset that the next task finds says nothing of them. */
    @Test
    void failsOverALostSessionOnceAllThatItHoldsIsCommitted() {
        // Given
        CountDownLatch restarts = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    if (n > 1) {
                        peer.publishZero("t", "after");
                    }
                    peer.grant(2);
                    if (n == 1) {
                        for (int id = 1; id <= 4; id++) {
                            peer.publishTwo("t", "m" + id, id, false);
                        }
                        restarts.await();
                        return;
                    }
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task =
                        start(broker, Map.of(), Map.of("mqtt.session.lost", "fail", "batch.max.records", "1"))) {
            task.store(task.poll(1, LONG));
            await().atMost(LONG).until(() -> task.metric("queue-records") == 4);
            List<SourceRecord> all = new ArrayList<>(messages(task.poll(1, LONG)));
            task.store(all);

            // When
            restarts.countDown();
            await().atMost(LONG).until(() -> task.metric("sessions-lost") == 1 && task.metric("queue-records") == 4);
            List<SourceRecord> barrier = task.poll(1, LONG);
            all.addAll(messages(barrier));
            task.store(barrier);
            await().atMost(LONG).until(() -> log.contains("fails once Kafka has the 3 messages"));
            List<SourceRecord> last = List.of();
            while (all.size() < 5) {
                last = task.poll(1, LONG);
                all.addAll(messages(last));
                if (all.size() < 5) {
                    task.store(last);
                }
            }
            List<SourceRecord> more = messages(task.pollFor(QUIET));
            task.store(last);

            // Then
            assertThat(more).isEmpty();
            assertThat(DrivenTask.values(all)).containsExactly("m1", "m2", "m3", "m4", "after");
            assertThat(all.get(4).sourceOffset()).isEqualTo(EMPTIED);
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    private static List<SourceRecord> messages(List<SourceRecord> records) {
        return records.stream().filter(record -> record.value() != null).toList();
    }

    @Test
    void saysThatNothingIsSubscribedWhileKafkaCommitsNothing() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(2);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, Map.of(), Map.of("mqtt.connect.timeout.ms", "500"))) {
            // When
            List<SourceRecord> barrier = task.poll(1, LONG);
            await().atMost(LONG).until(() -> task.metric("connected") == 1);
            await().atMost(LONG.multipliedBy(2)).until(() -> log.contains("the broker has no subscription of once"));

            // Then
            assertThat(task.metric("subscribed")).isZero();
            task.store(barrier);
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(log.count("the broker has no subscription of once")).isEqualTo(1);
        }
    }

    /** Connect ends it so when another task has fenced it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void letsConnectHearLateOfAnEndOverRecordsThatAreNotCommitted(boolean committed) {
        // Given
        Duration wait = Duration.ofSeconds(5); // well above what a stop takes
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.accept(false);
            peer.grant(2);
            peer.publishTwo("t", "m", 7, false);
            peer.linger();
        })) {
            DrivenTask task = start(broker, Map.of(), Map.of("mqtt.takeover.wait.ms", String.valueOf(wait.toMillis())));
            task.store(task.poll(1, LONG));
            List<SourceRecord> records = task.poll(1, LONG);
            if (committed) {
                task.store(records);
            }

            // When
            long began = System.nanoTime();
            task.close();
            Duration lasted = Duration.ofNanos(System.nanoTime() - began);

            // Then
            if (committed) {
                assertThat(lasted).isLessThan(wait);
            } else {
                assertThat(lasted).isGreaterThanOrEqualTo(wait);
            }
        }
    }

    /** At least once, on a worker with transactions, which it learns of by transactions without records. */
    @Test
    void letsConnectHearLateWhenItsFirstTransactionWithRecordsIsNotCommitted() {
        // Given
        Duration wait = Duration.ofSeconds(5);
        CountDownLatch idle = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.accept(false);
            peer.grant(1);
            idle.await();
            peer.publish("t", "m", 7, false);
            peer.linger();
        })) {
            DrivenTask task = DrivenTask.start(
                    broker.uri(), "once", "t/#", Map.of("mqtt.takeover.wait.ms", String.valueOf(wait.toMillis())));
            task.store(task.poll());
            idle.countDown();
            task.poll(1, LONG);

            // When
            long began = System.nanoTime();
            task.close();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(wait);
        }
    }

    @Test
    void saysWhatAnOlderVersionMeansForExactlyOnce() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 2, 0, n == 1 ? 1 : 0);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, Map.of(), Map.of("mqtt.version", "auto"))) {
            // Then
            await().atMost(LONG)
                    .until(() -> log.contains("each new connection brings the retained messages again, as new ones"));
            assertThat(task.poll(1, LONG)).hasSize(1);
        }
    }

    @Test
    void letsConnectHearAtOnceOfAFailureOfItsOwn() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.accept(false);
            peer.grant(2);
            peer.publishTwo("t", "[", 7, false);
            peer.linger();
        })) {
            DrivenTask task = start(broker, Map.of(), Map.of("mqtt.takeover.wait.ms", "20000", "value.format", "json"));
            task.store(task.poll(1, LONG));
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-220");

            // When
            long began = System.nanoTime();
            task.close();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void failsWithTheRemedyWhenItsBookkeepingRecordIsDropped() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            task.poll(1, LONG);
            task.store(List.of()); // nothing was left to write, so nothing is reported

            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-212")
                    .hasMessageContaining("mqtt.ledger.topic");
        }
    }

    /** A worker without transactions reports each record from its producer's thread, and commits offsets, every now and then, on a third. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsBeforeItAnswersAnythingOnAWorkerWithoutTransactions(boolean reportFirst) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.publishTwo("t", "m", 7, true);
                    steps.add("type " + peer.read().type());
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = new ArrayList<>(task.poll(1, LONG));
            if (!DrivenTask.values(records).contains("m")) { // the barrier had left when it came
                records.addAll(task.poll(1, LONG));
            }
            CompletableFuture.runAsync(() -> {
                        if (reportFirst) {
                            task.report(records);
                        } else {
                            task.task().commit();
                        }
                    })
                    .join();

            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-213")
                    .hasMessageContaining("exactly.once.source.support=enabled");
            assertThat(steps).isEmpty();
        }
    }

    /** So does Connect to a task that is paused, or stopped, before its first poll; a task that is stopped leaves no will. */
    @Test
    void takesACommitBeforeTheFirstPollForNothing() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.accept(false);
            steps.add("connected");
            steps.add("DISCONNECT %02X".formatted(peer.read(14).body().get(0)));
        })) {
            Map<String, String> will = Map.of("mqtt.will.topic", "gone");
            DrivenTask paused = start(broker, Map.of(), will);
            DrivenTask stopped = start(broker, Map.of(), will);

            // When
            paused.task().commit();
            stopped.task().commit();

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).containsExactly("connected", "connected"));
            stopped.close();
            assertThat(paused.poll(1, LONG)).extracting(SourceRecord::topic).containsExactly(LEDGER);
            paused.close();
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(steps).hasSize(4).endsWith("DISCONNECT 00", "DISCONNECT 00"));
        }
    }

    @Test
    void failsWhenTheBrokerKeepsNoSession() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 8, 0, 0, 5, 0x11, 0, 0, 0, 0);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-211");
        }
    }

    @Test
    void findsAHalfOpenConnectionWhileItWaitsToSubscribe() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    steps.add("connection " + n);
                    if (n == 1) {
                        TimeUnit.SECONDS.sleep(20);
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of(), Map.of("mqtt.keepalive.ms", "1000"))) {
            // When
            task.poll(1, LONG);

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).containsExactly("connection 1", "connection 2"));
        }
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, Object> offset) {
        return start(broker, offset, Map.of());
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, Object> offset, Map<String, String> more) {
        Map<String, String> props = new HashMap<>(Map.of("mqtt.qos", "2", "exactly.once.support", "required"));
        props.putAll(more);
        return DrivenTask.start(
                broker.uri(), "once", "t/#", props, offset.isEmpty() ? Map.of() : Map.of(PARTITION, offset));
    }
}
