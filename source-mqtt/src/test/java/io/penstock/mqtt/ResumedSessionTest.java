package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.mapping.SourceOffset;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that says it has the session may have another one than this task knows: it went back to an older state, or it is another broker. */
@Timeout(30)
class ResumedSessionTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final Map<String, ?> PARTITION = Map.of("cluster", "default", "client.id", "resumed");

    private final List<String> steps = new CopyOnWriteArrayList<>();

    /** The options of each SUBSCRIBE: retain handling in the upper half, QoS in the lower. */
    @ParameterizedTest
    @CsvSource({"new_subscription, 11, 11", "always, 01, 11", "skip, 21, 21"})
    void isAskedForTheFiltersAgainAndBringsNoRetainedMessageAgain(String retained, String first, String second) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    subscribed(peer, false);
                    if (n > 1) {
                        peer.publish("t", "of the new filter", 1, false);
                        peer.linger();
                    }
                });
                DrivenTask task = start(broker.uri(), Map.of("mqtt.retained", retained))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(DrivenTask.values(records)).containsExactly("of the new filter");
            assertThat(steps).containsExactly(first, second);
        }
    }

    /** Each SUBSCRIBE of MQTT 3.1.1 brings the retained messages. */
    @ParameterizedTest
    @CsvSource({"new_subscription, 1", "always, 2", "skip, 2"})
    void isNotAskedWithTheOlderVersionIfRetainedMessagesAreWantedOnce(String retained, int times) {
        // Given
        CountDownLatch resumed = new CountDownLatch(2);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 2, n > 1 ? 1 : 0, 0);
                    resumed.countDown();
                    if (n == 1) {
                        subscribed(peer, true);
                        return;
                    }
                    if (times > 1) {
                        subscribed(peer, true);
                    }
                    while (true) {
                        steps.add("type " + peer.read().type());
                    }
                });
                DrivenTask task = start(broker.uri(), Map.of("mqtt.version", "3.1.1", "mqtt.retained", retained))) {
            // When
            await().atMost(LONG).until(() -> resumed.getCount() == 0 && steps.size() >= times);
            task.pollFor(QUIET);

            // Then
            assertThat(steps).hasSize(times).containsOnly("01");
        }
    }

    @ParameterizedTest
    @CsvSource({"5", "3.1.1"})
    void ofAnotherBrokerIsAskedForTheFiltersAndToEndTheFormer(String version) {
        // Given
        boolean old = version.equals("3.1.1");
        ScriptedBroker.Script hangsUp = (peer, n) -> {
            accept(peer, old, false);
            subscribed(peer, old);
            peer.read(10); // UNSUBSCRIBE
        };
        ScriptedBroker.Script wasAway = (peer, n) -> {
            accept(peer, old, true);
            subscribed(peer, old);
            steps.add("type " + peer.read().type());
            peer.linger();
        };
        Map<String, Object> offset = SourceOffset.atLeastOnce(List.of("t/#", "old/+"));
        try (ScriptedBroker first = new ScriptedBroker(hangsUp);
                ScriptedBroker second = new ScriptedBroker(wasAway);
                DrivenTask task = DrivenTask.start(
                        first.uri() + "," + second.uri(),
                        "resumed",
                        "t/#",
                        Map.of("mqtt.version", version),
                        Map.of(PARTITION, offset))) {
            // Then
            String options = old ? "01" : "11";
            await().atMost(LONG).untilAsserted(() -> assertThat(steps).containsExactly(options, options, "type 10"));
            assertThat(task.poll()).isEmpty();
        }
    }

    /** Both count packet ids from 1, and the payloads are the same. */
    @Test
    void ofAnotherBrokerHoldsOtherMessages() {
        // Given
        List<String> acknowledged = new CopyOnWriteArrayList<>();
        CountDownLatch taken = new CountDownLatch(1);
        ScriptedBroker.Script dies = (peer, n) -> {
            peer.accept(false);
            peer.grant(1);
            peer.publish("t", "ON", 1, false);
            taken.await();
        };
        ScriptedBroker.Script wasAway = (peer, n) -> {
            peer.accept(true);
            peer.publish("t", "ON", 1, true); // in flight since its turn before
            peer.grant(1);
            acknowledged.add(peer.read(4).acknowledgement());
            peer.linger();
        };
        try (ScriptedBroker first = new ScriptedBroker(dies);
                ScriptedBroker second = new ScriptedBroker(wasAway);
                DrivenTask task = start(first.uri() + "," + second.uri(), Map.of())) {
            List<SourceRecord> records = new ArrayList<>(task.poll(1, LONG));

            // When
            taken.countDown();
            records.addAll(task.poll(1, LONG));

            // Then
            assertThat(DrivenTask.values(records)).containsExactly("ON", "ON");
            assertThat(acknowledged).isEmpty();
            task.commit(records);
            await().atMost(LONG).untilAsserted(() -> assertThat(acknowledged).containsExactly("PUBACK 1"));
        }
    }

    private static void accept(ScriptedBroker.Peer peer, boolean old, boolean sessionPresent) throws IOException {
        peer.read(1);
        int present = sessionPresent ? 1 : 0;
        peer.send(old ? new byte[] {0x20, 2, (byte) present, 0} : new byte[] {0x20, 3, (byte) present, 0, 0});
    }

    private void subscribed(ScriptedBroker.Peer peer, boolean old) throws IOException {
        ScriptedBroker.Packet subscribe = peer.read(8);
        List<Byte> body = subscribe.body();
        steps.add("%02X".formatted(body.get(body.size() - 1)));
        int id = subscribe.packetId();
        peer.send(old ? new byte[] {(byte) 0x90, 3, 0, (byte) id, 1} : new byte[] {(byte) 0x90, 4, 0, (byte) id, 0, 1});
    }

    private static DrivenTask start(String uris, Map<String, String> more) {
        return DrivenTask.start(uris, "resumed", "t/#", more);
    }
}
