package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.mqtt.session.Snapshot;
import io.penstock.testkit.junit.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session keeps its subscriptions: what was taken out of the configuration is unsubscribed, as far as the source offset knows of it. */
@Timeout(30)
class FormerFiltersTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "former");
    private static final Map<String, Object> KNOWN = SourceOffset.atLeastOnce(List.of("t/#", "old/+"));

    private final List<String> steps = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @CsvSource({"0x00", "0x11"})
    void areUnsubscribedOnceTheNewOnesAreGrantedAndThenForgotten(String code) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.publish("old/1", "queued before", 1, false);
                    peer.grant(1);
                    steps.add("SUBSCRIBE");
                    steps.add("UNSUBSCRIBE " + peer.endSubscription(Integer.decode(code)));
                    peer.publish("t", "after", 2, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(2, LONG);

            // Then
            assertThat(steps).containsExactly("SUBSCRIBE", "UNSUBSCRIBE old/+");
            assertThat(DrivenTask.values(records)).containsExactly("queued before", "after");
            assertThat(SourceOffset.filters(records.get(1).sourceOffset())).containsExactly("t/#");
        }
    }

    @Test
    void areRememberedUntilTheBrokerHasEndedTheirSubscription() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    if (n == 1) {
                        peer.grant(1);
                        peer.read(10);
                        peer.publish("t", "before", 1, false);
                        peer.read(4);
                        return; // the answer never comes
                    }
                    peer.grant(1);
                    steps.add("UNSUBSCRIBE " + peer.endSubscription(0));
                    peer.publish("t", "after", 2, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.drain(2, LONG);

            // Then
            assertThat(steps).containsExactly("UNSUBSCRIBE old/+");
            assertThat(SourceOffset.filters(records.get(0).sourceOffset())).containsExactly("t/#", "old/+");
            assertThat(SourceOffset.filters(records.get(1).sourceOffset())).containsExactly("t/#");
        }
    }

    /** A broker that went back to an older state has them again, as has another that was away. */
    @ParameterizedTest
    @CsvSource({"1, at least once", "2, exactly once"})
    void areGivenUpOnEachConnection(int qos, String guarantee) {
        // Given
        boolean exactlyOnce = guarantee.equals("exactly once");
        Map<String, String> more =
                Map.of("mqtt.qos", "" + qos, "exactly.once.support", exactlyOnce ? "required" : "requested");
        Map<String, Object> offset =
                exactlyOnce ? SourceOffset.remembering(Snapshot.EMPTY, List.of("t/#", "old/+")) : KNOWN;
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.grant(qos);
                    steps.add("UNSUBSCRIBE " + peer.endSubscription(0));
                    if (n > 1) {
                        peer.linger();
                    }
                });
                DrivenTask task = start(broker, more, offset)) {
            // When
            await().atMost(LONG).until(() -> {
                task.store(task.poll());
                return steps.size() > 1;
            });

            // Then
            assertThat(steps).containsExactly("UNSUBSCRIBE old/+", "UNSUBSCRIBE old/+");
        }
    }

    @Test
    void areLeftAloneBeforeATransactionOfThisTaskIsCommitted() {
        // Given
        Map<String, Object> offset = SourceOffset.remembering(Snapshot.EMPTY, List.of("old/+"));
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.grant(2);
                    steps.add("SUBSCRIBE");
                    steps.add("UNSUBSCRIBE " + peer.endSubscription(0));
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.qos", "2", "exactly.once.support", "required"), offset)) {
            // When
            List<SourceRecord> barrier = task.poll(1, LONG);
            task.pollFor(QUIET);

            // Then
            assertThat(steps).isEmpty();
            assertThat(SourceOffset.filters(barrier.get(0).sourceOffset())).containsExactly("t/#", "old/+");
            task.store(barrier);
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(steps).containsExactly("SUBSCRIBE", "UNSUBSCRIBE old/+"));
        }
    }

    @Test
    void stayIfTheBrokerDoesNotLetThemGoAndAreAskedForAtTheNextStart() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        peer.endSubscription(0x87);
                        peer.publish("t", "after", 1, false);
                        peer.read(4);
                        return;
                    }
                    peer.publish("old/1", "still", 2, false);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.drain(2, LONG);

            // Then
            assertThat(DrivenTask.values(records)).containsExactly("after", "still");
            assertThat(SourceOffset.filters(records.get(0).sourceOffset())).containsExactly("t/#", "old/+");
            assertThat(log.count("PEN-214")).isEqualTo(1);
            assertThat(log.contains("old/+: 0x87 (not authorized)")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"t/1, true", "old/+, false"})
    void failTheTaskWithExactlyOnceIfTheyStayAndBringMessagesTwice(String former, boolean fails) {
        // Given
        Map<String, Object> offset = SourceOffset.remembering(Snapshot.EMPTY, List.of(former));
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.grant(2);
                    peer.endSubscription(0x87);
                    peer.publishTwo("t", "after", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.qos", "2", "exactly.once.support", "required"), offset)) {
            // When
            task.store(task.poll(1, LONG));

            // Then
            if (fails) {
                assertThatThrownBy(() -> task.pollFor(LONG))
                        .hasMessageContaining("PEN-214")
                        .hasMessageContaining("t/1")
                        .hasMessageContaining("not authorized");
            } else {
                assertThat(DrivenTask.values(task.poll(1, LONG))).containsExactly("after");
            }
        }
    }

    /** As of a share group with a comma, which was taken once. */
    @Test
    void areLeftOutIfTheyAreNone() {
        // Given
        Map<String, Object> offset = SourceOffset.atLeastOnce(List.of("$share/a,b/x"));
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.grant(1);
                    steps.add("UNSUBSCRIBE " + peer.endSubscription(0x11));
                    peer.publish("t", "after", 1, false);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, Map.of(), offset)) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(SourceOffset.filters(records.get(0).sourceOffset())).containsExactly("t/#");
            assertThat(steps).containsExactly("UNSUBSCRIBE b/x");
            assertThat(log.count("$share/a, which is no topic filter")).isEqualTo(1);
        }
    }

    @Test
    void breakTheConnectionIfNoAnswerComes() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    steps.add("connection " + n);
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.connect.timeout.ms", "500"))) {
            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).hasSizeGreaterThan(1));
            assertThat(task.poll()).isEmpty();
        }
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, String> more) {
        return start(broker, more, KNOWN);
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, String> more, Map<String, Object> offset) {
        return DrivenTask.start(broker.uri(), "former", "t/#", more, Map.of(PARTITION, offset));
    }
}
