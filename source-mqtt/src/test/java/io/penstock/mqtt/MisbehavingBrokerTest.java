package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.testkit.junit.LogLines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole task against brokers that do what they should not. */
@Timeout(30)
class MisbehavingBrokerTest {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final Map<String, String> QUICK =
            Map.of("retry.backoff.initial.ms", "10", "retry.backoff.max.ms", "50");
    private static final Duration QUIET = Duration.ofMillis(600);

    @Test
    void readsPacketsThatComeByteByByte() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    for (byte b : ScriptedBroker.publish("t", "slow", 1, false)) {
                        peer.send(b);
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("slow");
        }
    }

    @Test
    void acknowledgesOnTheConnectionThatBroughtTheMessageOnly() {
        // Given
        List<Integer> acknowledged = new CopyOnWriteArrayList<>();
        CountDownLatch committed = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        peer.publish("t", "a", 7, false);
                        peer.publish("t", "b", 8, false);
                        committed.await();
                        return; // the connection breaks
                    }
                    peer.publish("t", "other", 9, false); // the network was slow: the message under 7 comes later
                    peer.publish("t", "a", 7, true);
                    peer.publish("t", "b", 8, true);
                    while (true) {
                        acknowledged.add(n * 100 + peer.read(4).packetId());
                    }
                });
                DrivenTask task = start(broker, Map.of())) {
            List<SourceRecord> records = new ArrayList<>(task.poll(2, LONG));

            // When
            committed.countDown();
            records.addAll(task.poll(1, LONG));
            task.commit(records.subList(0, 2));
            List<SourceRecord> more = task.pollFor(QUIET);
            assertThat(acknowledged).isEmpty(); // 9 came before them on this connection
            task.commit(records.subList(2, 3));

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(acknowledged).containsExactly(209, 207, 208));
            assertThat(values(records)).containsExactly("a", "b", "other");
            assertThat(more).isEmpty();
            assertThat(broker.faults()).isEmpty();
        }
    }

    @Test
    void takesWhatComesUnderAnAcknowledgedIdentifierForANewMessage() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        peer.publish("t", "same", 7, false);
                        peer.read(4);
                        return;
                    }
                    peer.publish("t", "same", 7, true); // sent on the first connection, never seen there
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.drain(2, LONG);

            // Then
            assertThat(values(records)).containsExactly("same", "same");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3002000074, 81", // the packet ends inside the topic
        "30FFFFFFFF01, 81", // length of five bytes
        "60020001, 81", // PUBREL with the flags of a PUBACK
        "52020001, 82", // PUBREC to a subscriber
        "20030000 00, 82", // a second CONNACK
        "3003000000, 82" // neither a topic nor an alias
    })
    void saysWhyAndConnectsAgainAfterABrokenPacket(String hex, String reason) {
        // Given
        List<Integer> reasons = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        peer.send(HexFormat.of().parseHex(hex.replace(" ", "")));
                        reasons.add((int) peer.read(14).body().get(0) & 0xFF);
                        return;
                    }
                    peer.publish("t", "fine", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("fine");
            await().atMost(LONG).untilAsserted(() -> assertThat(reasons).containsExactly(Integer.parseInt(reason, 16)));
        }
    }

    @Test
    void findsAHalfOpenConnectionAndConnectsAgain() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        TimeUnit.SECONDS.sleep(20); // reads nothing, says nothing, stays open
                    }
                    peer.publish("t", "alive", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.keepalive.ms", "1000"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("alive");
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void findsAHalfOpenConnectionAlsoWhereTheBrokerTurnsTheKeepAliveOff() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    if (n == 1) {
                        peer.read(1);
                        peer.send(0x20, 6, 0, 0, 3, 0x13, 0, 0); // Server Keep Alive 0
                        peer.grant(1);
                        TimeUnit.SECONDS.sleep(20);
                    }
                    peer.accept(true);
                    peer.publish("t", "alive", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.keepalive.ms", "1000"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("alive");
        }
    }

    @Test
    void resumesTheSessionOfABrokerThatForgetsToSendWhatItHolds() {
        // Given
        List<String> told = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    if (n == 1) {
                        peer.grant(1);
                        while (true) {
                            ScriptedBroker.Packet packet = peer.read();
                            if (packet.type() == 14) {
                                told.add("DISCONNECT " + packet.body());
                                return;
                            }
                            peer.send(0xD0, 0); // PINGRESP
                        }
                    }
                    peer.publish("t", "held back", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(
                        broker,
                        Map.of("mqtt.keepalive.ms", "1000", "mqtt.idle.reconnect.ms", "700", "name", "forgotten"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("held back");
            assertThat(told).hasSize(1);
            assertThat(task.metric("reconnects")).isEqualTo(1);
            assertThat(broker.faults()).isEmpty();
        }
    }

    /** Else a broker that takes longer than that for its answer is asked without end. */
    @Test
    void isNotIdleWhileABrokerHasNotAnsweredTheSubscription() {
        // Given
        List<Integer> said = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    ScriptedBroker.Packet asked = peer.read(8);
                    peer.read(12);
                    peer.send(0xD0, 0); // PINGRESP
                    said.add(peer.read().type());
                    peer.send(0xD0, 0);
                    peer.send(0x90, 4, asked.packetId() >> 8, asked.packetId() & 0xFF, 0, 1);
                    said.add(peer.read().type());
                    peer.publish("t", "at last", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.keepalive.ms", "1000", "mqtt.idle.reconnect.ms", "100"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("at last");
            assertThat(said).containsExactly(12, 12); // and no DISCONNECT
            assertThat(broker.faults()).isEmpty();
        }
    }

    @Test
    void forgetsFormerRefusalsOnceItHasBeenIdleOnAConnection() {
        // Given
        try (ScriptedBroker first = new ScriptedBroker((peer, n) -> {
                    if (n == 1) {
                        refuse(peer);
                        return;
                    }
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "from the first", 1, false);
                    peer.linger();
                });
                ScriptedBroker second = new ScriptedBroker((peer, n) -> {
                    if (n == 2) {
                        refuse(peer);
                        return;
                    }
                    peer.accept(false);
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(
                        first.uri() + "," + second.uri(),
                        "scripted",
                        "t/#",
                        Map.of("mqtt.keepalive.ms", "1000", "mqtt.idle.reconnect.ms", "100"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("from the first");
        }
    }

    /** For good. */
    private static void refuse(ScriptedBroker.Peer peer) throws IOException {
        peer.read(1);
        peer.send(0x20, 3, 0, 0x85, 0);
    }

    @Test
    void resumesNoSessionInWhichTheBrokerWaitsForAnAcknowledgement() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        AtomicInteger pings = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(n > 1);
                    peer.grant(1);
                    peer.publish("t", "slow at Kafka", 1, false);
                    while (true) {
                        if (peer.read().type() == 12) {
                            peer.send(0xD0, 0);
                            pings.incrementAndGet();
                        }
                    }
                });
                DrivenTask task = start(broker, Map.of("mqtt.keepalive.ms", "1000", "mqtt.idle.reconnect.ms", "100"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);
            await().atMost(LONG).until(() -> pings.get() >= 3);

            // Then
            assertThat(values(records)).containsExactly("slow at Kafka");
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void connectsAgainWhenABrokerAnswersPingsButNeverTheSubscription() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    if (n < 3) {
                        peer.linger();
                    }
                    peer.grant(1);
                    peer.publish("t", "at last", 1, false);
                    peer.linger();
                });
                DrivenTask task =
                        start(broker, Map.of("mqtt.connect.timeout.ms", "500", "mqtt.keepalive.ms", "1000"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("at last");
        }
    }

    @Test
    void waitsForTheSubscriptionWithoutCountingTheTimeThatItsBufferIsFull() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(true);
                    for (int i = 1; i <= 4; i++) {
                        peer.publish("t", "m" + i, i, false); // what the session holds comes before the answer
                    }
                    peer.grant(1);
                    peer.linger();
                });
                DrivenTask task =
                        start(broker, Map.of("mqtt.connect.timeout.ms", "1500", "mqtt.buffer.max.messages", "1"))) {
            List<SourceRecord> held = task.pollFor(Duration.ofMillis(2_500));

            // When
            task.commit(held);
            List<SourceRecord> rest = task.drain(3, LONG);

            // Then
            assertThat(values(held)).containsExactly("m1");
            assertThat(values(rest)).containsExactly("m2", "m3", "m4");
            assertThat(task.pollFor(Duration.ofSeconds(2))).isEmpty();
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void connectsAgainWhenTheAnswerTricklesInBeyondTheTimeout() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    if (n == 1) {
                        peer.read(1);
                        for (int b : new int[] {0x20, 3, 0, 0, 0}) {
                            TimeUnit.MILLISECONDS.sleep(300);
                            peer.send(b);
                        }
                        peer.grant(1);
                        peer.publish("t", "too slow", 1, false);
                        peer.linger();
                    }
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "fine", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.connect.timeout.ms", "600"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("fine");
        }
    }

    @Test
    void triesEveryUriThoughEachAttemptLastsLongerThanTheLongestPause() {
        // Given
        ScriptedBroker.Script silent = (peer, n) -> {
            peer.read(1);
            TimeUnit.SECONDS.sleep(20);
        };
        try (ScriptedBroker first = new ScriptedBroker(silent);
                ScriptedBroker second = new ScriptedBroker(silent);
                ScriptedBroker third = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "from the third", 1, false);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(
                        first.uri() + "," + second.uri() + "," + third.uri(),
                        "scripted",
                        "t/#",
                        Map.of("mqtt.connect.timeout.ms", "400", "retry.backoff.max.ms", "200"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("from the third");
        }
    }

    @Test
    void hearsOfTheTakeoverThoughWritingFailsBeforeItIsRead() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "m1", 1, false);
                    peer.publish("t", "m2", 2, false);
                    TimeUnit.MILLISECONDS.sleep(300); // until the reader is held up with m2
                    peer.send(0xE0, 1, 0x8E);
                });
                DrivenTask task = start(
                        broker,
                        Map.of(
                                "mqtt.keepalive.ms",
                                "1000",
                                "mqtt.buffer.max.messages",
                                "1",
                                "mqtt.takeover.wait.ms",
                                "0"))) {
            List<SourceRecord> held = task.pollFor(Duration.ofMillis(2_500)); // pings fail meanwhile
            assertThat(values(held)).containsExactly("m1");

            // When
            task.commit(held);

            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-207");
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void saysGoodbyeWithItsAcknowledgementsWhenStoppedWithAFullBuffer() {
        for (int round = 0; round < 20; round++) {
            // Given
            boolean hangsUp = round > 0; // as a broker does; the first one waits for what may come after DISCONNECT
            List<Integer> types = new CopyOnWriteArrayList<>();
            CountDownLatch published = new CountDownLatch(1);
            CountDownLatch over = new CountDownLatch(1);
            try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                        peer.accept(false);
                        peer.grant(1);
                        for (int i = 1; i <= 5; i++) {
                            peer.publish("t", "m" + i, i, false);
                        }
                        published.countDown();
                        try {
                            while (!hangsUp || !types.contains(14)) {
                                types.add(peer.read().type());
                            }
                        } finally {
                            over.countDown();
                        }
                    });
                    DrivenTask task = start(broker, Map.of("mqtt.buffer.max.messages", "2"))) {
                List<SourceRecord> records = task.poll(2, LONG);
                await().until(() -> published.getCount() == 0);

                // When
                task.commit(records.subList(0, 1));
                task.task().stop();

                // Then
                await().atMost(LONG).until(() -> over.getCount() == 0);
                assertThat(types).containsExactly(4, 14);
            }
        }
    }

    @Test
    void failsWhenItsReaderIsInterruptedRatherThanIdleForEver() {
        // Given
        CountDownLatch interrupted = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    interrupted.await();
                    peer.publish("t", "m", 1, false);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(broker.uri(), "interrupted", "t/#", Map.of())) {
            // When
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("penstock-mqtt-reader-interrupted"))
                    .forEach(Thread::interrupt);
            interrupted.countDown();

            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("interrupted");
        }
    }

    /** A worker that supports exactly once keeps the records of a transaction as the keys of a map. */
    @Test
    void givesRecordsThatAreAllReportedThoughTheirContentsAreTheSame() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "21.5", 1, false);
                    peer.publish("t", "21.5", 2, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(2, LONG);

            // Then
            assertThat(values(records)).containsExactly("21.5", "21.5");
            assertThat(new LinkedHashSet<>(records)).hasSize(2);
        }
    }

    @Test
    void countsASessionThatWasLostWhileTheTaskWasAway() throws Exception {
        // Given
        Map<Map<String, ?>, Map<String, Object>> offsets =
                Map.of(Map.of("cluster", "default", "client.id", "away"), Map.of("version", 1L));
        CountDownLatch subscribed = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    subscribed.countDown();
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(broker.uri(), "away", "t/#", Map.of(), offsets)) {
            // When
            subscribed.await();

            // Then
            assertThat(task.metric("sessions-lost")).isEqualTo(1);
            assertThat(task.poll()).isEmpty();
        }
    }

    @Test
    void keepsTheConnectionWhileItsBufferIsFull() {
        // Given
        AtomicInteger pings = new AtomicInteger();
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(false);
                    peer.grant(1);
                    for (int i = 1; i <= 4; i++) {
                        peer.publish("t", "m" + i, i, false);
                    }
                    while (true) {
                        if (peer.read().type() == 12) {
                            pings.incrementAndGet();
                            peer.send(0xD0, 0);
                        }
                    }
                });
                DrivenTask task = start(broker, Map.of("mqtt.keepalive.ms", "1000", "mqtt.buffer.max.messages", "2"))) {
            // When
            List<SourceRecord> held = task.pollFor(Duration.ofMillis(3_500));

            // Then
            assertThat(values(held)).containsExactly("m1", "m2");
            await().atMost(LONG).untilAsserted(() -> assertThat(pings).hasValueGreaterThanOrEqualTo(5));
            task.commit(held);
            assertThat(values(task.drain(2, LONG))).containsExactly("m3", "m4");
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void doesNotComeBackAfterATakeoverAndFailsOnlyIfConnectDoesNotStopItInTime() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(false);
                    peer.grant(1);
                    peer.send(0xE0, 1, 0x8E);
                });
                DrivenTask task = start(broker, Map.of("mqtt.takeover.wait.ms", "5000"))) {
            // When
            List<SourceRecord> records = task.pollFor(Duration.ofSeconds(1));

            // Then
            assertThat(records).isEmpty();
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-207")
                    .hasMessageContaining("session taken over");
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void handsOutWhatItHoldsOfQosZeroAfterATakeoverSinceNobodySendsItAgain() {
        // Given
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "one", 1, false);
                    peer.publishZero("t", "zero");
                    peer.send(0xE0, 1, 0x8E);
                    sent.countDown();
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, Map.of("mqtt.takeover.wait.ms", "20000"))) {
            await().atMost(LONG).until(() -> log.contains("PEN-207"));

            // When
            List<SourceRecord> records = task.pollFor(QUIET);

            // Then
            assertThat(values(records)).containsExactly("zero");
            assertThat(task.metric("connected")).isZero();
        }
    }

    /** As mosquitto 2.0.11 does with the old connection when another client comes with the same id. */
    @Test
    void saysOnceThatAnotherMayHaveTheIdWhereTheBrokerEndsEachConnection() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    connections.set(n);
                });
                LogLines log = LogLines.capture();
                DrivenTask task =
                        start(broker, Map.of("retry.backoff.initial.ms", "10", "retry.backoff.max.ms", "20"))) {
            // When
            await().atMost(LONG).until(() -> connections.get() > 6);

            // Then
            assertThat(log.count("mqtt.client.id")).isEqualTo(1);
            assertThat(task.poll()).isEmpty();
        }
    }

    /** The will goes out if the connection breaks without DISCONNECT, or if that says so [MQTT-3.1.2-8]. */
    @ParameterizedTest
    @CsvSource({
        "5, true, true, 04",
        "5, true, false, 00",
        "5, false, true, 00",
        "3.1.1, true, true, none",
        "3.1.1, true, false, empty"
    })
    void saysGoodbyeWithTheWillWhenItFailsByWhatItFound(String version, boolean will, boolean bad, String goodbye) {
        // Given
        List<String> said = new CopyOnWriteArrayList<>();
        boolean old = version.equals("3.1.1");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.read(1);
            peer.send(old ? new byte[] {0x20, 2, 0, 0} : new byte[] {0x20, 3, 0, 0, 0});
            ScriptedBroker.Packet subscribe = peer.read(8);
            peer.send(old ? new byte[] {(byte) 0x90, 3, 0, 1, 1} : new byte[] {(byte) 0x90, 4, 0, 1, 0, 1});
            assertThat(subscribe.packetId()).isEqualTo(1);
            byte[] publish = ScriptedBroker.publish("t", bad ? "[" : "[]", 1, false);
            peer.send(old ? ScriptedBroker.without(publish, 7) : publish);
            try {
                ScriptedBroker.Packet last = peer.read(14);
                said.add(
                        last.body().isEmpty()
                                ? "empty"
                                : "%02X".formatted(last.body().get(0)));
            } catch (IOException e) {
                said.add("none");
            }
        })) {
            Map<String, String> more = new HashMap<>(Map.of("mqtt.version", version, "value.format", "json"));
            if (will) {
                more.put("mqtt.will.topic", "gone");
            }
            DrivenTask task = start(broker, more);

            // When
            if (bad) {
                assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-220");
            } else {
                assertThat(task.poll(1, LONG)).hasSize(1);
            }
            task.close();

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(said).containsExactly(goodbye));
            assertThat(broker.faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "86, bad user name or password",
        "87, not authorized",
        "85, client identifier not valid",
        "84, unsupported protocol version",
        "8A, banned"
    })
    void failsAtOnceWhenTheBrokerRefusesForGood(String code, String text) {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.read(1);
                    peer.send(0x20, 6, 0, Integer.parseInt(code, 16), 3, 0x1F, 0, 0);
                });
                DrivenTask task = start(broker, Map.of("mqtt.username", "u", "mqtt.password", "very-secret"))) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-202")
                    .hasMessageContaining(text)
                    .hasMessageNotContaining("very-secret");
            assertThat(connections).hasValue(1);
        }
    }

    /** As while the directory is away that the broker asks for its users. */
    @ParameterizedTest
    @CsvSource({"5, 86", "5, 87", "5, 8A", "3.1.1, 04", "3.1.1, 05"})
    void waitsUntilABrokerTakesTheLoginAgainThatItHasTakenBefore(String version, String code) {
        // Given
        boolean old = version.equals("3.1.1");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    int reason = n == 2 || n == 3 ? Integer.parseInt(code, 16) : 0;
                    if (old) {
                        peer.send(0x20, 2, 0, reason);
                    } else {
                        peer.send(0x20, 3, 0, reason, 0);
                    }
                    if (n > 3) {
                        ScriptedBroker.Packet subscribe = peer.read(8);
                        if (old) {
                            peer.send(0x90, 3, 0, subscribe.packetId(), 1);
                        } else {
                            peer.send(0x90, 4, 0, subscribe.packetId(), 0, 1);
                        }
                        peer.linger();
                    }
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(
                        broker,
                        Map.of("mqtt.username", "u", "mqtt.password", "very-secret", "mqtt.version", version))) {
            // Then
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(task.metric("logins-refused")).isEqualTo(2);
            assertThat(log.count("[PEN-202]")).isEqualTo(2);
            assertThat(log.contains("If the login was withdrawn, correct mqtt.username"))
                    .isTrue();
            assertThat(log.contains("very-secret")).isFalse();
            assertThat(task.poll()).isEmpty();
        }
    }

    @Test
    void failsWhereABrokerAnswersAFilterWithAGoodbyeForWantOfARight() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(false);
                    peer.read(8);
                    peer.send(0xE0, 2, 0x87, 0);
                });
                DrivenTask task = start(broker, Map.of("mqtt.username", "u", "mqtt.password", "p"))) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-208");
            assertThat(connections).hasValue(1);
        }
    }

    @Test
    void comesBackAfterAGoodbyeForWantOfARightOnAConnectionThatDelivered() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    peer.grant(1);
                    if (n == 1) {
                        peer.send(0xE0, 2, 0x87, 0);
                        return;
                    }
                    peer.publish("t", "back", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.username", "u", "mqtt.password", "p"))) {
            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("back");
        }
    }

    @Test
    void failsOfAMessageThatBreaksTheProtocolWithEachConnectionAndSaysWhichOneItIs() {
        // Given
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    connections.set(n);
                    peer.accept(n > 1);
                    peer.grant(1);
                    // A user property whose value is no UTF-8.
                    peer.send(0x3A, 16, 0, 3, 't', '/', 'x', 0, 7, 7, 0x26, 0, 1, 'n', 0, 1, 0xFF, 'p');
                    peer.read(14);
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, QUICK)) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-209")
                    .hasMessageContaining("PUBLISH to t/x, packet id 7")
                    .hasMessageContaining("with 10 connections in a row")
                    .hasMessageContaining("remove the message there");
            assertThat(connections).hasValue(10);
            assertThat(log.contains("ended 2 connections in a row")).isFalse();
            assertThat(log.contains("ended 3 connections in a row")).isTrue();
            assertThat(task.metric("protocol-faults")).isEqualTo(10);
        }
    }

    /** A message with QoS is kept, whatever its identifier is. */
    @Test
    void failsOfAMessageWithPacketIdentifierZeroThatComesWithEachConnection() {
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    peer.grant(1);
                    peer.publish("t/x", "p", 0, false);
                    peer.read(14);
                });
                DrivenTask task = start(broker, QUICK)) {
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-209")
                    .hasMessageContaining("PUBLISH to t/x, packet id 0")
                    .hasMessageContaining("with 10 connections in a row");
        }
    }

    @Test
    void goesOnWhereWhatBreaksTheProtocolMayPass() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    peer.grant(1);
                    if (n <= 12) {
                        peer.send(0x30, 4, 0, 1, 0xFF, 0); // a topic that is no UTF-8, at QoS 0
                        peer.read(14);
                        return;
                    }
                    peer.publish("t", "at last", 1, false);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, QUICK)) {
            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("at last");
            assertThat(log.contains("ended 12 connections in a row")).isTrue();
        }
    }

    /** As section 3.2.2.3.12 has it. */
    @ParameterizedTest
    @CsvSource({"0, 0001 00 0003742F23 11 000172 11", "1, 0001 00 0003742F23 11 0001 02 0B07 000172 11"})
    void givesSubscriptionsNoIdentifiersWhereTheBrokerTakesNone(int available, String subscribes) {
        // Given
        List<String> asked = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 5, 0, 0, 2, 0x29, available);
                    asked.add(hex(peer.read(8)));
                    if (available == 0) {
                        peer.send(0x90, 5, 0, 1, 0, 1, 1);
                    } else {
                        peer.send(0x90, 4, 0, 1, 0, 1);
                        asked.add(hex(peer.read(8)));
                        peer.send(0x90, 4, 0, 1, 0, 1);
                    }
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(
                        broker,
                        Map.of(
                                "mqtt.subscriptions", "row",
                                "mqtt.subscription.row.filter", "r",
                                "mqtt.subscription.row.id", "7"))) {
            // Then
            await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            assertThat(String.join("", asked)).isEqualTo(subscribes.replace(" ", ""));
            assertThat(log.contains("takes no subscription identifiers")).isEqualTo(available == 0);
        }
    }

    private static String hex(ScriptedBroker.Packet packet) {
        StringBuilder body = new StringBuilder();
        packet.body().forEach(b -> body.append("%02X".formatted(b)));
        return body.toString();
    }

    @ParameterizedTest
    @CsvSource({"200200 01, 4, 4", "2003008400, 4, 4", "'', 5, 5"})
    void speaksTheOlderVersionFromThenOnWhereABrokerSaysItDoesNotKnowTheNewer(
            String refusal, String second, String third) {
        // Given
        List<String> levels = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    int level = peer.read(1).body().get(6);
                    levels.add(String.valueOf(level));
                    if (n == 1) {
                        peer.send(HexFormat.of().parseHex(refusal.replace(" ", "")));
                        return; // without an answer it is a connection that broke
                    }
                    boolean old = level == 4;
                    peer.send(old ? new byte[] {0x20, 2, 0, 0} : new byte[] {0x20, 3, 0, 0, 0});
                    peer.read(8);
                    peer.send(old ? new byte[] {(byte) 0x90, 3, 0, 1, 1} : new byte[] {(byte) 0x90, 4, 0, 1, 0, 1});
                    byte[] publish = ScriptedBroker.publish("t", "m" + n, n, false);
                    peer.send(old ? ScriptedBroker.without(publish, 7) : publish);
                    if (n == 3) {
                        peer.linger();
                    }
                    peer.read(4);
                });
                DrivenTask task = start(broker, Map.of("mqtt.version", "auto"))) {
            // When
            List<SourceRecord> records = task.drain(2, LONG);

            // Then
            assertThat(values(records)).containsExactly("m2", "m3");
            assertThat(levels).containsExactly("5", second, third);
            assertThat(broker.faults()).isEmpty();
        }
    }

    @Test
    void speaksTheNewerVersionOnWithABrokerThatKnowsItThoughAnotherDoesNot() {
        // Given
        List<String> levels = new CopyOnWriteArrayList<>();
        ScriptedBroker.Script knows = (peer, n) -> {
            levels.add("new " + peer.read(1).body().get(6));
            peer.send(0x20, 3, 0, 0, 0);
        };
        ScriptedBroker.Script knowsNot = (peer, n) -> {
            int level = peer.read(1).body().get(6);
            levels.add("old " + level);
            peer.send(0x20, 2, 0, level == 4 ? 0 : 1);
        };
        try (ScriptedBroker first = new ScriptedBroker(knows);
                ScriptedBroker second = new ScriptedBroker(knowsNot);
                DrivenTask task = DrivenTask.start(
                        first.uri() + "," + second.uri(), "scripted", "t/#", Map.of("mqtt.version", "auto"))) {
            // Then
            await().atMost(LONG).until(() -> task.poll().isEmpty() && levels.size() >= 5);
            assertThat(levels).startsWith("new 5", "old 5", "old 4", "new 5", "old 4");
        }
    }

    @Test
    void failsWithABrokerThatKnowsNeitherVersion() {
        // Given
        List<String> levels = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    int level = peer.read(1).body().get(6);
                    levels.add(String.valueOf(level));
                    peer.send(level == 4 ? new byte[] {0x20, 2, 0, 1} : new byte[] {0x20, 3, 0, (byte) 0x84, 0});
                });
                DrivenTask task = start(broker, Map.of("mqtt.version", "auto"))) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-202")
                    .hasMessageContaining("unsupported protocol version");
            assertThat(levels).containsExactly("5", "4");
        }
    }

    @Test
    void triesAgainWhenTheBrokerIsBusy() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    if (n < 3) {
                        peer.read(1);
                        peer.send(0x20, 3, 0, 0x89, 0);
                        return;
                    }
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "at last", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("at last");
        }
    }

    @ParameterizedTest
    @CsvSource({"87, PEN-205, not authorized", "9E, PEN-205, shared subscriptions", "00, PEN-206, granted QoS 0"})
    void failsWithTheReasonWhenAFilterIsRefusedOrDowngraded(String code, String error, String text) {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(Integer.parseInt(code, 16));
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining(error)
                    .hasMessageContaining(text)
                    .hasMessageContaining("t/#");
        }
    }

    @Test
    void takesMessagesOfQos2ThatASessionHasLeft() {
        // Given
        List<String> answers = new CopyOnWriteArrayList<>();
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.release(4); // acknowledged by an earlier subscriber
                    answers.add(peer.read(7).acknowledgement());
                    peer.publishTwo("t", "left", 5, true);
                    answers.add(peer.read(5).acknowledgement());
                    peer.release(5);
                    answers.add(peer.read(7).acknowledgement());
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.drain(1, LONG);

            // Then
            assertThat(values(records)).containsExactly("left");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(answers).containsExactly("PUBCOMP 4", "PUBREC 5", "PUBCOMP 5"));
        }
    }

    @Test
    void subscribesAgainWhenTheSessionIsLostAndKeepsWhatItHolds() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "of connection " + n, 1, false);
                    if (n == 2) {
                        peer.linger();
                    }
                });
                DrivenTask task = start(broker, Map.of())) {
            // When
            List<SourceRecord> records = task.poll(2, LONG);

            // Then
            assertThat(values(records)).containsExactly("of connection 1", "of connection 2");
        }
    }

    @Test
    void endsTheConnectionToABrokerThatMakesItAnswerAndDoesNotRead() throws Exception {
        // Given
        byte[] releases = new byte[65_532];
        for (int i = 0; i < releases.length; i += 4) {
            releases[i] = 0x62;
            releases[i + 1] = 2;
            releases[i + 3] = 1;
        }
        try (ServerSocket server = new ServerSocket()) {
            server.setReceiveBufferSize(4_096); // so that little of the answers fits on their way
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (ScriptedBroker broker = new ScriptedBroker(server, (peer, n) -> {
                        peer.accept(n > 1);
                        peer.grant(1);
                        if (n > 1) {
                            peer.publish("t", "next", 1, false);
                            peer.linger();
                        }
                        while (true) {
                            peer.send(releases);
                        }
                    });
                    LogLines log = LogLines.capture();
                    DrivenTask task = start(broker, Map.of())) {
                // When
                List<SourceRecord> records = task.poll(1, LONG.multipliedBy(2));

                // Then
                assertThat(values(records)).containsExactly("next");
                assertThat(log.contains("the broker does not read")).isTrue();
            }
        }
    }

    /** MQTT 3.1.1 cannot tell the broker how much it may send. */
    @ParameterizedTest
    @CsvSource({"5, 2", "3.1.1, 0"})
    void countsWhatABrokerSendsBeyondTheReceiveMaximumThatItWasTold(String version, int beyond) {
        // Given
        boolean old = version.equals("3.1.1");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(old ? new byte[] {0x20, 2, 0, 0} : new byte[] {0x20, 3, 0, 0, 0});
                    peer.read(8);
                    peer.send(old ? new byte[] {(byte) 0x90, 3, 0, 1, 1} : new byte[] {(byte) 0x90, 4, 0, 1, 0, 1});
                    for (int i = 1; i <= 3; i++) {
                        byte[] publish = ScriptedBroker.publish("t", "m" + i, i, false);
                        peer.send(old ? ScriptedBroker.without(publish, 7) : publish);
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("mqtt.version", version, "mqtt.receive.maximum", "1"))) {
            // When
            List<SourceRecord> records = task.poll(3, LONG);

            // Then
            assertThat(values(records)).containsExactly("m1", "m2", "m3");
            assertThat(task.metric("receive-maximum-overflows")).isEqualTo(beyond);
        }
    }

    @Test
    void stopsAtOnceWhileABrokerDoesNotAnswer() {
        // Given
        CountDownLatch connected = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
            peer.read(1);
            connected.countDown();
            TimeUnit.SECONDS.sleep(20);
        })) {
            DrivenTask task = start(broker, Map.of());
            await().until(() -> connected.getCount() == 0);

            // When
            long began = System.nanoTime();
            task.close();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void emitsTheRecordsBeforeAMalformedOneAndThenFails() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t/1", "{\"good\":1}", 1, false);
                    peer.publish("t/2", "{bad", 2, false);
                    peer.publish("t/3", "{\"good\":3}", 3, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of("value.format", "json"))) {
            // When
            List<SourceRecord> records = task.poll(1, LONG);

            // Then
            assertThat(records).extracting(SourceRecord::value).containsExactly(Map.of("good", 1L));
            assertThatThrownBy(() -> task.pollFor(LONG))
                    .hasMessageContaining("PEN-220")
                    .hasMessageContaining("t/2")
                    .hasMessageNotContaining("{bad");
        }
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, String> more) {
        return DrivenTask.start(broker.uri(), "scripted", "t/#", more);
    }
}
