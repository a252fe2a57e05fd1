package io.penstock.mqtt;

import static io.penstock.mqtt.DrivenTask.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.client.ScriptedWebSocket;
import io.penstock.testkit.junit.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over WebSocket against a broker that cuts its frames anywhere. */
@Timeout(60)
class WebSocketTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100_000})
    void readsPacketsHoweverFramesAndFragmentsCutThem(int fragment) {
        // Given
        List<String> answers = new CopyOnWriteArrayList<>();
        ScriptedWebSocket framing = ScriptedWebSocket.cutting(fragment);
        String large = "x".repeat(fragment == 100_000 ? 300_000 : 300);
        try (ScriptedBroker broker = new ScriptedBroker(framing, (peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    for (int i = 1; i <= 20; i++) {
                        peer.publish("t", "m" + i, i, false);
                    }
                    peer.publish("t", large, 21, false);
                    for (int i = 1; i <= 21; i++) {
                        answers.add(peer.read(4).acknowledgement());
                    }
                    answers.add("goodbye " + peer.read(14).body());
                });
                DrivenTask task = start(broker, "/mqtt?a=b", Map.of())) {
            // When
            List<SourceRecord> records = task.drain(21, LONG);

            // Then
            assertThat(values(records)).hasSize(21).startsWith("m1", "m2").endsWith("m20", large);
            await().atMost(LONG).untilAsserted(() -> assertThat(answers).hasSize(21));
            task.task().stop();
            await().atMost(LONG).untilAsserted(() -> assertThat(answers).endsWith("PUBACK 21", "goodbye [0]"));
            assertThat(framing.received).contains(ScriptedWebSocket.PONG);
            assertThat(framing.requests)
                    .contains("GET /mqtt?a=b HTTP/1.1")
                    .anyMatch(line -> line.equalsIgnoreCase("Sec-WebSocket-Protocol: mqtt"));
            assertThat(broker.faults()).isEmpty();
        }
    }

    /** The reader is held up, so Java is asked for no more, and TCP pushes back: the broker cannot send what nobody takes. */
    @Test
    void holdsTheBrokerBackWhileItsBufferIsFullAndKeepsTheConnection() {
        // Given
        int packet = 500_000;
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger connections = new AtomicInteger();
        String payload = "x".repeat(packet);
        try (ScriptedBroker broker = new ScriptedBroker(ScriptedWebSocket.cutting(50_000), (peer, n) -> {
                    connections.set(n);
                    peer.accept(false);
                    peer.grant(1);
                    for (int i = 1; i <= 100; i++) {
                        peer.publish("t", payload, i, false);
                        sent.set(i);
                    }
                    peer.linger();
                });
                DrivenTask task = start(broker, "/", Map.of("mqtt.buffer.max.messages", "2"))) {
            // When
            List<SourceRecord> held = new ArrayList<>(task.poll(2, LONG));
            held.addAll(task.pollFor(Duration.ofSeconds(3)));

            // Then
            assertThat(held).hasSize(2);
            assertThat(sent).hasValueLessThan(60); // the rest is what the system's socket buffers hold
            List<SourceRecord> all = new ArrayList<>(held);
            task.commit(held);
            all.addAll(task.drain(98, Duration.ofSeconds(40)));
            assertThat(all)
                    .hasSize(100)
                    .allMatch(record -> String.valueOf(record.value()).length() == packet);
            assertThat(connections).hasValue(1);
        }
    }

    private static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("404 Not Found", "HTTP status 404"),
                Arguments.of("101 Switching Protocols", "subprotocol mqtt"),
                Arguments.of("101 Switching Protocols\r\nSec-WebSocket-Protocol: other", "is no legal one"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void triesAgainAndSaysWhyWhereThereIsNoBroker(String answer, String why) {
        // Given
        try (ScriptedBroker broker =
                        new ScriptedBroker(ScriptedWebSocket.answering(answer), (peer, n) -> peer.linger());
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, "/", Map.of())) {
            // Then
            await().atMost(LONG).until(() -> log.contains("PEN-201"));
            assertThat(log.contains(why)).isTrue();
            assertThat(task.poll()).isEmpty();
        }
    }

    @Test
    void saysThatNobodyListensOnThePort() {
        // Given
        ScriptedBroker gone = new ScriptedBroker((peer, n) -> {});
        gone.close();
        try (LogLines log = LogLines.capture();
                DrivenTask task = start(gone, "/", Map.of())) {
            // Then
            await().atMost(LONG).until(() -> log.contains("PEN-201"));
            assertThat(log.contains("the connection was refused")).isTrue();
            assertThat(task.poll()).isEmpty();
        }
    }

    /** Java takes the body of an answer that refuses into memory, to its end, and keeps the connection as long. */
    @ParameterizedTest
    @CsvSource({"1000, 3", "20000, 1"})
    void takesNoMoreOfAnAnswerWithoutEndOnceItHasGivenUpOrIsStopped(String timeout, int attempts) {
        // Given
        ScriptedWebSocket page = ScriptedWebSocket.answeringWithoutEnd();
        try (ScriptedBroker broker = new ScriptedBroker(page, (peer, n) -> {})) {
            DrivenTask task = start(broker, "/events", Map.of("mqtt.connect.timeout.ms", timeout));
            await().atMost(LONG).until(() -> page.begun.get() >= attempts);
            // The last attempt's, and perhaps the one before.
            await().atMost(LONG).untilAsserted(() -> assertThat(page.taken).hasValueLessThan(3));

            // When
            task.close();

            // Then
            await().atMost(LONG).untilAsserted(() -> assertThat(page.taken).hasValue(0));
        }
    }

    @Test
    void connectsAgainAfterAFrameOfText() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(ScriptedWebSocket.ofText(), (peer, n) -> {
                    peer.accept(false);
                    peer.linger();
                });
                LogLines log = LogLines.capture();
                DrivenTask task = start(broker, "/", Map.of())) {
            // Then
            await().atMost(LONG).until(() -> log.contains("PEN-209"));
            assertThat(log.contains("MQTT-6.0.0-1")).isTrue();
            assertThat(task.poll()).isEmpty();
        }
    }

    @Test
    void connectsAgainWhenTheConnectionBreaksAndFindsAHalfOpenOne() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(ScriptedWebSocket.cutting(10), (peer, n) -> {
                    peer.accept(false);
                    if (n == 1) {
                        return;
                    }
                    peer.grant(1);
                    if (n == 2) {
                        TimeUnit.SECONDS.sleep(20);
                    }
                    peer.publish("t", "alive", 1, false);
                    peer.linger();
                });
                DrivenTask task =
                        start(broker, "/", Map.of("mqtt.keepalive.ms", "1000", "mqtt.connect.timeout.ms", "3000"))) {
            // Then
            assertThat(values(task.poll(1, LONG))).containsExactly("alive");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stopsAtOnceWhileNothingAnswers(boolean handshake) {
        // Given
        CountDownLatch connected = new CountDownLatch(1);
        ScriptedBroker.Script silent = (peer, n) -> {
            connected.countDown();
            TimeUnit.SECONDS.sleep(20);
        };
        try (ScriptedBroker broker =
                handshake ? new ScriptedBroker(silent) : new ScriptedBroker(ScriptedWebSocket.cutting(10), silent)) {
            DrivenTask task = start(broker, "/", Map.of());
            await().until(() -> connected.getCount() == 0);

            // When
            long began = System.nanoTime();
            task.close();

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void failsAtOnceWhenTheBrokerRefusesForGood() {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker(ScriptedWebSocket.cutting(2), (peer, n) -> {
                    peer.read(1);
                    peer.send(0x20, 3, 0, 0x87, 0);
                    peer.linger();
                });
                DrivenTask task = start(broker, "/", Map.of())) {
            // Then
            assertThatThrownBy(() -> task.pollFor(LONG)).hasMessageContaining("PEN-202");
        }
    }

    private static DrivenTask start(ScriptedBroker broker, String resource, Map<String, String> more) {
        return DrivenTask.start("ws://127.0.0.1:" + broker.port() + resource, "web", "t/#", more);
    }
}
