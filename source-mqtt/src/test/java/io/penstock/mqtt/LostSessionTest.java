package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.testkit.junit.LogLines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that has forgotten the session, or keeps none. */
@Timeout(30)
class LostSessionTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "lost");
    private static final Map<String, Object> KNOWN = SourceOffset.atLeastOnce(List.of("t/#"));

    private final AtomicInteger subscribed = new AtomicInteger();

    @Test
    void isSubscribedAnewBeforeTheTaskFails() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(this::forgets);
                DrivenTask task = start(broker.uri(), "fail", true)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG))
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-218")
                    .hasMessageContaining("forgotten the session of lost");
            assertThat(subscribed).hasValue(1);
        }
    }

    @Test
    void failsTheTaskThoughAnotherBrokerOfTheClusterKnowsTheNewSession() {
        // Given
        try (ScriptedBroker first = new ScriptedBroker(this::forgets);
                ScriptedBroker second = new ScriptedBroker(this::keeps);
                DrivenTask task = start(first.uri() + "," + second.uri(), "fail", true)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    @Test
    void isToldWhereTheTaskHadItsSessionInThisLife() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    if (n == 1) {
                        return; // and forgets
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker.uri(), "fail", false)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    /** The broker does not send them again: it has forgotten that it owes them. */
    @Test
    void failsTheTaskOnceKafkaHasAllThatItHolds() {
        // Given
        CountDownLatch restarts = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    if (n == 1) {
                        for (int id = 1; id <= 5; id++) {
                            peer.publish("t/1", "m" + id, id, false);
                        }
                        restarts.await();
                        return;
                    }
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker.uri(), "fail", false, Map.of("batch.max.records", "2"))) {
            await().atMost(LONG).until(() -> task.metric("queue-records") == 5);
            List<SourceRecord> all = new ArrayList<>(task.poll(2, LONG));

            // When
            restarts.countDown();
            await().atMost(LONG).until(() -> log.contains("fails once Kafka has the 5 messages"));
            all.addAll(task.poll(3, LONG));
            task.report(all.subList(0, 4));
            List<SourceRecord> more = task.pollFor(QUIET);
            task.report(all.subList(4, 5));

            // Then
            assertThat(more).isEmpty();
            assertThat(DrivenTask.values(all)).containsExactly("m1", "m2", "m3", "m4", "m5");
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    /** Here the second has not heard of it yet that the broker has forgotten it as well. */
    @Test
    void failsTheTaskOnceKafkaHasAllThatItsOtherSessionsHoldToo() {
        // Given
        CountDownLatch restarts = new CountDownLatch(1);
        CountDownLatch parting = new CountDownLatch(1);
        AtomicInteger first = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    boolean other = peer.acceptOf("lost-1");
                    peer.grant(1);
                    if (other) {
                        for (int id = 1; id <= 3; id++) {
                            peer.publish("u", "m" + id, id, false);
                        }
                        parting.await();
                        peer.publish("u", "m4", 4, false);
                    } else if (first.incrementAndGet() == 1) {
                        restarts.await();
                        return;
                    }
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(
                        broker.uri(),
                        "fail",
                        false,
                        Map.of(
                                "batch.max.records", "1",
                                "mqtt.sessions", "2",
                                "mqtt.subscriptions", "other",
                                "mqtt.subscription.other.filter", "u",
                                "mqtt.subscription.other.session", "1"))) {
            await().atMost(LONG).until(() -> task.metric("queue-records") == 3);

            // When
            restarts.countDown();
            await().atMost(LONG).until(() -> log.contains("fails once Kafka has the 0 messages"));
            List<SourceRecord> all = new ArrayList<>(task.poll(1, LONG));
            parting.countDown();
            await().atMost(LONG).until(() -> task.metric("messages-received") == 4);
            all.addAll(task.poll(2, LONG));
            List<SourceRecord> more = task.pollFor(QUIET);
            task.report(all);

            // Then
            assertThat(more).isEmpty();
            assertThat(DrivenTask.values(all)).containsExactly("m1", "m2", "m3");
            assertThatThrownBy(() -> task.poll(1, LONG)).hasMessageContaining("PEN-218");
        }
    }

    @Test
    void thatHadNothingToKeepIsNoReasonToFail() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(0);
                    peer.publishZero("t/1", "m");
                    peer.linger();
                });
                DrivenTask task = start(broker.uri(), "fail", true, Map.of("mqtt.qos", "0"))) {
            // Then
            assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    @ParameterizedTest
    @CsvSource({"warn, true", "fail, false"})
    void goesOnByDefaultAndInASessionThatWasNeverThere(String setting, boolean known) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t/1", "m", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker.uri(), setting, known)) {
            // Then
            assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    @Test
    void thatIsNotKeptAtAllFailsTheTaskToo() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(LostSessionTest::grantsNoExpiry);
                DrivenTask task = start(broker.uri(), "fail", false)) {
            // Then
            assertThatThrownBy(() -> task.poll(1, LONG))
                    .hasMessageContaining("PEN-211")
                    .hasMessageContaining("set the expiry to 0");
        }
    }

    @Test
    void thatIsNotKeptAtAllIsGoneOnWithByDefault() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(LostSessionTest::grantsNoExpiry);
                DrivenTask task = start(broker.uri(), "warn", false)) {
            // Then
            assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("m");
        }
    }

    private void forgets(ScriptedBroker.Peer peer, int connection) throws IOException, InterruptedException {
        peer.accept(false);
        peer.grant(1);
        subscribed.incrementAndGet();
        peer.linger();
    }

    private void keeps(ScriptedBroker.Peer peer, int connection) throws IOException, InterruptedException {
        peer.accept(true);
        peer.grant(1);
        peer.linger();
    }

    /** The session expiry of the server, property 0x11, is 0. */
    private static void grantsNoExpiry(ScriptedBroker.Peer peer, int connection)
            throws IOException, InterruptedException {
        peer.read(1);
        peer.send(0x20, 8, 0, 0, 5, 0x11, 0, 0, 0, 0);
        peer.grant(1);
        peer.publish("t/1", "m", 1, false);
        peer.linger();
    }

    private static DrivenTask start(String uris, String setting, boolean known) {
        return start(uris, setting, known, Map.of());
    }

    private static DrivenTask start(String uris, String setting, boolean known, Map<String, String> more) {
        Map<String, String> props = new HashMap<>(more);
        props.put("mqtt.session.lost", setting);
        return DrivenTask.start(uris, "lost", "t/#", props, known ? Map.of(PARTITION, KNOWN) : Map.of());
    }
}
