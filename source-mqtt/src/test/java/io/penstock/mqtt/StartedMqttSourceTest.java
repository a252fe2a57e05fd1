package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.testkit.junit.LogLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartedMqttSourceTest {
    private final List<String> calls = new ArrayList<>();

    /** As of the tenth session's thread, where the system gives no more: nobody would ever stop the nine before. */
    @Test
    void closesWhatWasStartedWhenTheRestCannotBe() {
        assertThatThrownBy(() -> StartedMqttSource.orClosed(() -> calls.add("close"), () -> {
                    calls.add("start");
                    throw new OutOfMemoryError("unable to create native thread");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(calls).containsExactly("start", "close");
    }

    /** As of seconds that are read as milliseconds: Kafka would delete the records, and nobody would know. */
    @ParameterizedTest
    @CsvSource({"ms, 1", "s, 0"})
    void saysOnceThatTimesAreBefore1980(String unit, int times) {
        // Given
        try (LogLines log = LogLines.capture();
                ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(false);
                    peer.grant(1);
                    peer.publish("t", "{\"t\":1700000000}", 1, false);
                    peer.publish("t", "{\"t\":1700000001}", 2, false);
                    peer.linger();
                });
                DrivenTask task = DrivenTask.start(
                        broker.uri(),
                        "old",
                        "t/#",
                        Map.of(
                                "value.format", "json",
                                "kafka.timestamp", "${value.t}",
                                "kafka.timestamp.unit", unit))) {
            // When
            List<SourceRecord> records = task.poll(2, Duration.ofSeconds(10));

            // Then
            assertThat(records).hasSize(2);
            assertThat(log.count("a time before 1980")).isEqualTo(times);
        }
    }

    @Test
    void keepsWhatWasStartedWhole() {
        StartedMqttSource.orClosed(() -> calls.add("close"), () -> calls.add("start"));
        assertThat(calls).containsExactly("start");
    }
}
