package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that is stopped as such, and starts again with the sessions that it saved. Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@Timeout(120)
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoRestartIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(600);
    private static final int COUNT = 500;

    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @ParameterizedTest
    @CsvSource({"5, 2, false", "3.1.1, 2, false", "5, 1, false", "5, 2, true"})
    void losesNothingWhenTheBrokerIsStoppedAndStartsAgain(
            String version, int qos, boolean webSocket, @TempDir Path directory) {
        // Given
        Map<String, String> more =
                Map.of("mqtt.version", version, "mqtt.qos", String.valueOf(qos), "mqtt.keepalive.ms", "1000");
        try (MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory)) {
            String uri = webSocket ? broker.webSocketUri().toString() : "tcp://127.0.0.1:" + broker.port();
            try (DrivenTask task = DrivenTask.start(uri, "restart", "restart", more)) {
                await().atMost(LONG).until(() -> task.metric("subscribed") == 1);
            }
            List<String> published;
            try (Publisher publisher = new Publisher(broker.port())) {
                published = publisher.publish("restart", "m", COUNT, MqttQos.EXACTLY_ONCE);
            }
            try (DrivenTask task = DrivenTask.start(uri, "restart", "restart", more)) {
                List<SourceRecord> all = new ArrayList<>();

                // When
                for (int round = 0; round < 3; round++) {
                    List<SourceRecord> batch = task.poll(1, LONG);
                    all.addAll(batch);
                    broker.process().restart();
                    task.commit(batch);
                }
                await().atMost(LONG).until(() -> {
                    List<SourceRecord> batch = task.poll();
                    task.commit(batch);
                    all.addAll(batch);
                    return DrivenTask.values(all).stream().distinct().count() == COUNT;
                });

                all.addAll(task.pollFor(QUIET)); // for doubles that follow

                // Then
                assertThat(DrivenTask.values(all)).containsAll(published);
                if (qos == 2) {
                    assertThat(all).hasSize(COUNT);
                }
            }
        }
    }
}
