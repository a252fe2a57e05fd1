package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.testkit.junit.LogLines;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What brokers and publishers say comes into logs and errors on one line and cut: they write no lines of their own. */
@Timeout(30)
class WireWordsTest {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final String WORDS = "x\n2026-01-01 ERROR all is lost" + "y".repeat(10_000);
    private static final String SHOWN = "x\\u000A2026-01-01 ERROR all is lost";

    @Test
    void ofARefusedConnection() {
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.read(1);
                    peer.send(packet(0x20, new int[] {0, 0x85}, properties(0x1F, 0x1C)));
                });
                DrivenTask task = start(broker, Map.of())) {
            assertThatItFails(task, "it says: " + SHOWN, "it refers to: " + SHOWN);
        }
    }

    @Test
    void ofARefusedFilter() {
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    int id = peer.read(8).packetId();
                    peer.send(packet(0x90, new int[] {id >> 8, id & 0xFF}, properties(0x1F), 0x87));
                    peer.linger();
                });
                DrivenTask task = start(broker, Map.of())) {
            assertThatItFails(task, "it says: " + SHOWN);
        }
    }

    /** Also where another server is: it was told of a refused connection alone. */
    @Test
    void ofAGoodbye() {
        try (LogLines log = LogLines.capture();
                ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    peer.send(packet(0xE0, new int[] {0x9D}, properties(0x1F, 0x1C)));
                });
                DrivenTask task = start(broker, Map.of())) {
            await().atMost(LONG).until(() -> log.contains("it says: " + SHOWN + "y".repeat(3)));
            assertThat(log.contains("it refers to: " + SHOWN)).isTrue();
            assertThat(log.contains("y".repeat(1_000))).isFalse();
            assertThat(task.poll()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"no json, a", "'{\"f\":{\"x\\n2026-01-01 ERROR all is lost\":[1,\"a\"]}}', a", "1, ${mqtt.topic.9}"})
    void ofATopicOrAField(String payload, String key) {
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.send(ScriptedBroker.publish("t/" + WORDS, payload, 1, false));
                    peer.linger();
                });
                DrivenTask task =
                        start(broker, Map.of("value.format", "json", "json.schema", "infer", "kafka.key", key))) {
            assertThatItFails(task, "topic t/" + SHOWN);
        }
    }

    @Test
    void ofTheReasonInADeadLetter() {
        Map<String, String> dlq = Map.of(
                "value.format", "json", "json.schema", "infer", "errors.parse", "dlq", "errors.parse.dlq.topic", "bad");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "{\"f\":{\"x\\n2026-01-01 ERROR all is lost\":[1,\"a\"]}}", 1, false);
                    peer.linger();
                });
                DrivenTask task = start(broker, dlq)) {
            SourceRecord letter = task.poll(1, LONG).get(0);
            assertThat(letter.headers().lastWithName("penstock.error").value().toString())
                    .contains("f." + SHOWN)
                    .doesNotContain("\n");
        }
    }

    @Test
    void ofAMessageThatBreaksTheProtocol() {
        Map<String, String> quick = Map.of("retry.backoff.initial.ms", "1", "retry.backoff.max.ms", "5");
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(n > 1);
                    peer.grant(1);
                    peer.publish("t/" + WORDS.substring(0, 31) + "/#", "a wildcard", 1, n > 1);
                    peer.linger();
                });
                DrivenTask task = start(broker, quick)) {
            assertThatItFails(task, "PUBLISH to t/" + SHOWN);
        }
    }

    private static void assertThatItFails(DrivenTask task, String... words) {
        Throwable failure = catchThrowable(() -> task.pollFor(LONG));
        assertThat(failure).hasMessageContainingAll(words);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.getMessage()).doesNotContain("\n").hasSizeLessThan(2_000);
        }
    }

    private static byte[] packet(int header, int[] fields, byte[] properties, int... rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        variable(fields.length + lengthOf(properties.length) + properties.length + rest.length, out);
        for (int field : fields) {
            out.write(field);
        }
        variable(properties.length, out);
        out.writeBytes(properties);
        for (int field : rest) {
            out.write(field);
        }
        return out.toByteArray();
    }

    private static int lengthOf(int value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        variable(value, out);
        return out.size();
    }

    private static void variable(int value, ByteArrayOutputStream out) {
        int left = value;
        for (; left > 0x7F; left >>>= 7) {
            out.write((left & 0x7F) | 0x80);
        }
        out.write(left);
    }

    private static byte[] properties(int... ids) {
        byte[] words = WORDS.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.write(id);
            out.write(words.length >> 8);
            out.write(words.length & 0xFF);
            out.writeBytes(words);
        }
        return out.toByteArray();
    }

    private static DrivenTask start(ScriptedBroker broker, Map<String, String> more) {
        return DrivenTask.start(broker.uri(), "scripted", "t/#", new HashMap<>(more));
    }
}
