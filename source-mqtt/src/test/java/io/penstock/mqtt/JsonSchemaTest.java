package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.client.ScriptedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON payloads as Structs. */
@Timeout(30)
class JsonSchemaTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void isReadFromAFileWhenTheTaskStarts() throws IOException {
        // Given
        Path general = Files.writeString(directory.resolve("general"), schema("id"));
        Path own = Files.writeString(directory.resolve("own"), schema("number"));
        Map<String, String> more = new HashMap<>(Map.of(
                "value.format", "json",
                "json.schema", "given",
                "json.schema.location", general.toString(),
                "errors.parse", "dlq",
                "errors.parse.dlq.topic", "dead"));
        more.putAll(Map.of(
                "mqtt.subscriptions", "own",
                "mqtt.subscription.own.filter", "own",
                "mqtt.subscription.own.json.schema.location", own.toString()));

        // When
        try (ScriptedBroker broker = publishing(List.of("t {\"id\":1}", "own {\"number\":2}", "own {\"id\":3}"), 2);
                DrivenTask task = DrivenTask.start(broker.uri(), "client", "t/#", more)) {
            List<SourceRecord> records = task.drain(3, LONG);

            // Then
            assertThat(((Struct) records.get(0).value()).get("id")).isEqualTo(1L);
            assertThat(((Struct) records.get(1).value()).get("number")).isEqualTo(2L);
            assertThat(records.get(2).topic()).isEqualTo("dead");
            assertThat(records.get(2)
                            .headers()
                            .lastWithName("penstock.error")
                            .value()
                            .toString())
                    .contains("PEN-220", "number: it is null or absent");
        }
    }

    @Test
    void isInferredOfEachKafkaTopic() {
        // Given
        Map<String, String> more =
                Map.of("value.format", "json", "json.schema", "infer", "kafka.topic", "${mqtt.topic.2}");

        // When
        try (ScriptedBroker broker =
                        publishing(List.of("t/a {\"x\":1}", "t/b {\"x\":\"text\"}", "t/a {\"x\":0.5,\"y\":true}"), 1);
                DrivenTask task = DrivenTask.start(broker.uri(), "client", "t/#", more)) {
            List<SourceRecord> records = task.drain(3, LONG);

            // Then
            assertThat(records)
                    .extracting(record -> record.topic() + " " + record.value())
                    .containsExactly("a Struct{x=1}", "b Struct{x=text}", "a Struct{x=0.5,y=true}");
        }
    }

    @Test
    void putsAFieldWithoutANameIntoTheDeadLetterTopic() {
        // Given
        Map<String, String> more = Map.of(
                "value.format", "json",
                "json.schema", "infer",
                "errors.parse", "dlq",
                "errors.parse.dlq.topic", "dead");

        // When
        try (ScriptedBroker broker = publishing(List.of("t {\"x\":1}", "t {\"\":1}", "t {\"x\":2}"), 1);
                DrivenTask task = DrivenTask.start(broker.uri(), "client", "t/#", more)) {
            List<SourceRecord> records = task.drain(3, LONG);

            // Then
            assertThat(records).extracting(SourceRecord::topic).containsExactly("readings", "dead", "readings");
        }
    }

    @Test
    void putsATopicThatGoesTooDeepInThePatternIntoTheDeadLetterTopicAndSaysSo() {
        // Given
        Map<String, String> more = Map.of(
                "mqtt.topic.pattern", "(?:x|y)*(?<rest>.*)",
                "kafka.key", "${mqtt.topic.rest}",
                "errors.parse", "dlq",
                "errors.parse.dlq.topic", "dead");

        // When
        try (ScriptedBroker broker = publishing(List.of("x".repeat(60_000) + " deep", "t fine"), 1);
                DrivenTask task = DrivenTask.start(broker.uri(), "client", "t/#", more)) {
            List<SourceRecord> records = task.drain(2, LONG);

            // Then
            assertThat(records).extracting(SourceRecord::topic).containsExactly("dead", "readings");
            assertThat(records.get(0)
                            .headers()
                            .lastWithName("penstock.error")
                            .value()
                            .toString())
                    .contains("mqtt.topic.pattern goes too deep", "60000 characters");
            assertThat(task.metric("messages-malformed")).isEqualTo(1);
        }
    }

    @Test
    void failsTheTaskWhereTheFileIsNotThere() {
        // Given
        Map<String, String> more = Map.of(
                "value.format",
                "json",
                "json.schema",
                "given",
                "json.schema.location",
                directory.resolve("gone").toString());

        // Then
        assertThatThrownBy(() -> DrivenTask.start("tcp://127.0.0.1:1", "client", "t/#", more))
                .hasMessageContaining("PEN-217")
                .hasMessageContaining("json.schema.location")
                .hasMessageContaining("NoSuchFileException");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"date"} | there is no type of that name
            {oops           | it is not JSON
            ''              | it is not JSON
            """)
    void failsTheTaskWithTheNameOfAFileThatHasNoUsableSchema(String content, String why) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("unusable"), content);
        Map<String, String> more =
                Map.of("value.format", "json", "json.schema", "given", "json.schema.location", file.toString());

        // Then
        assertThatThrownBy(() -> DrivenTask.start("tcp://127.0.0.1:1", "client", "t/#", more))
                .hasMessageContaining("PEN-217")
                .hasMessageContaining("json.schema.location: the schema file " + file)
                .hasMessageContaining(why);
    }

    private static String schema(String field) {
        return "{\"properties\":{\"" + field + "\":{\"type\":\"integer\"}},\"required\":[\"" + field + "\"]}";
    }

    /** Each a topic, a blank and a payload. */
    private static ScriptedBroker publishing(List<String> messages, int filters) {
        return new ScriptedBroker((peer, n) -> {
            peer.accept(false);
            ScriptedBroker.Packet subscribe = peer.read(8);
            int[] granted = new int[5 + filters];
            int[] head = {0x90, 3 + filters, subscribe.packetId() >> 8, subscribe.packetId() & 0xFF, 0};
            System.arraycopy(head, 0, granted, 0, head.length);
            Arrays.fill(granted, head.length, granted.length, 1);
            peer.send(granted);
            int packetId = 1;
            for (String message : messages) {
                int blank = message.indexOf(' ');
                peer.publish(message.substring(0, blank), message.substring(blank + 1), packetId++, false);
            }
            peer.linger();
        });
    }
}
