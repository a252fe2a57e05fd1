package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The task at QoS 2, at least once, against a broker whose connection breaks at each step of the handshake. */
@Timeout(30)
class QosTwoHandshakeTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final Map<String, String> QOS_2 = Map.of("mqtt.qos", "2");

    /** What the broker has done last when the connection breaks. */
    private enum Cut {
        SENT_PUBLISH,
        GOT_PUBREC,
        SENT_PUBREL,
        GOT_PUBCOMP
    }

    @Test
    void acknowledgesOnlyWhatKafkaHasAndInTheOrderOfArrival() {
        // Given
        List<String> answers = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(2);
                    peer.publishTwo("t", "a", 7, false);
                    peer.publish("t", "b", 3, false); // published at QoS 1, so it comes at QoS 1
                    peer.publishTwo("t", "c", 5, false);
                    while (true) {
                        answers.add(peer.read().acknowledgement());
                    }
                });
                DrivenTask task = start(broker)) {
            List<SourceRecord> records = task.poll(3, LONG);

            // When
            task.commit(records.subList(1, 3));
            List<SourceRecord> more = task.pollFor(QUIET);
            assertThat(answers).isEmpty();
            task.commit(records.subList(0, 1));

            // Then
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(answers).containsExactly("PUBREC 7", "PUBACK 3", "PUBREC 5"));
            assertThat(values(records)).containsExactly("a", "b", "c");
            assertThat(more).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Cut.class)
    void emitsOnceThoughTheConnectionBreaksAtAnyStep(Cut cut) {
        // Given
        List<String> answers = new CopyOnWriteArrayList<>();
        CountDownLatch polled = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(2);
                        peer.publishTwo("t", "once", 7, false);
                        polled.await();
                        playUpTo(cut, peer, answers);
                        return;
                    }
                    switch (cut) {
                        case SENT_PUBLISH, GOT_PUBREC -> {
                            peer.publishTwo("t", "once", 7, true); // as if the PUBREC had been lost
                            answers.add(peer.read(5).acknowledgement());
                            peer.release(7);
                        }
                        case SENT_PUBREL, GOT_PUBCOMP -> peer.release(7); // as if the PUBCOMP had been lost
                    }
                    answers.add(peer.read(7).acknowledgement());
                    peer.publishTwo("t", "next", 7, false);
                    peer.linger();
                });
                DrivenTask task = start(broker)) {
            // When
            List<SourceRecord> records = new ArrayList<>(task.poll(1, LONG));
            polled.countDown();
            task.commit(records);
            records.addAll(task.drain(1, LONG));

            // Then
            assertThat(values(records)).containsExactly("once", "next");
            assertThat(answers).endsWith("PUBCOMP 7");
            assertThat(broker.faults()).isEmpty();
        }
    }

    private static void playUpTo(Cut cut, ScriptedBroker.Peer peer, List<String> answers) throws Exception {
        if (cut.compareTo(Cut.GOT_PUBREC) >= 0) {
            answers.add(peer.read(5).acknowledgement());
        }
        if (cut.compareTo(Cut.SENT_PUBREL) >= 0) {
            peer.release(7);
        }
        if (cut.compareTo(Cut.GOT_PUBCOMP) >= 0) {
            answers.add(peer.read(7).acknowledgement());
        }
    }

    @Test
    void takesAReusedIdentifierForANewMessageAfterTheSessionIsLost() {
        // Given
        List<String> answers = new CopyOnWriteArrayList<>();
        CountDownLatch polled = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(2);
                    peer.publishTwo("t", "same", 7, n > 1);
                    if (n == 1) {
                        polled.await();
                        return;
                    }
                    answers.add(n + " " + peer.read(5).acknowledgement());
                    peer.linger();
                });
                DrivenTask task = start(broker)) {
            // When
            List<SourceRecord> records = new ArrayList<>(task.poll(1, LONG));
            polled.countDown();
            records.addAll(task.poll(1, LONG));
            task.commit(records.subList(0, 1));
            assertThat(task.pollFor(QUIET)).isEmpty();
            assertThat(answers).isEmpty();
            task.commit(records.subList(1, 2));

            // Then
            assertThat(values(records)).containsExactly("same", "same");
            await().atMost(LONG).untilAsserted(() -> assertThat(answers).containsExactly("2 PUBREC 7"));
        }
    }

    @Test
    void failsWithTheReasonWhenOnlyQos1IsGranted() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task = start(broker)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-206")
                    .hasMessageContaining("granted QoS 1")
                    .hasMessageContaining("QoS 2 was asked for");
        }
    }

    private static DrivenTask start(ScriptedBroker broker) {
        return DrivenTask.start(broker.uri(), "qos-two", "t/#", QOS_2);
    }
}
