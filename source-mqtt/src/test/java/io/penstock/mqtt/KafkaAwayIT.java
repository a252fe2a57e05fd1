package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.penstock.testkit.junit.ConnectCluster;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.TopicReader;
import io.penstock.testkit.kafka.Topics;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.mqtt.HiveMqBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is published while Kafka is down, to a worker that does not live to see it up again. */
@Timeout(420)
class KafkaAwayIT {
    private static final int MESSAGES = 20_000;
    private static final Duration LONG = Duration.ofMinutes(2);

    @RegisterExtension
    static final ConnectCluster CLUSTER = ConnectCluster.of(WorkerVersion.V4_3_1)
            .plugins(() -> List.of(plugin()))
            .options(ConnectWorker.Options::withFastSessions)
            .options(ConnectWorker.Options::withExactlyOnceSource);

    @TempDir
    Path directory;

    private static Path plugin() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), "penstock-source-mqtt-*.zip")) {
            return found.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void losesNothingOfTwentyThousandThoughTheWorkerIsKilledMeanwhile() {
        try (HiveMqBroker broker = HiveMqBroker.start(directory);
                Publisher publisher = new Publisher(broker.port())) {
            // Given
            start("least", broker, Map.of("mqtt.qos", "1"), publisher);
            start("once", broker, Map.of("mqtt.qos", "2", "exactly.once.support", "required"), publisher);
            CLUSTER.broker().kill();

            // When
            Set<String> atLeastOnce =
                    new HashSet<>(publisher.publish("least/data", "m", MESSAGES, MqttQos.AT_LEAST_ONCE));
            Set<String> exactlyOnce =
                    new HashSet<>(publisher.publish("once/data", "m", MESSAGES, MqttQos.EXACTLY_ONCE));
            CLUSTER.worker(0).kill();
            CLUSTER.broker().restart();
            CLUSTER.worker(0).restart();

            // Then
            assertThat(read("least", MESSAGES)).containsAll(atLeastOnce);
            assertThat(read("once", MESSAGES)).doesNotHaveDuplicates().containsAll(exactlyOnce);
        }
    }

    /** A new session gets nothing that was published before its subscription. */
    private static void start(String name, HiveMqBroker broker, Map<String, String> more, Publisher publisher) {
        Map<String, String> config = new HashMap<>(Map.of(
                "connector.class",
                "io.penstock.mqtt.MqttSourceConnector",
                "tasks.max",
                "1",
                "mqtt.uris",
                broker.uri().toString(),
                "mqtt.client.id",
                name,
                "mqtt.topics",
                name + "/#",
                "kafka.topic",
                name,
                "value.format",
                "string",
                "retry.backoff.max.ms",
                "500"));
        config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.putAll(more);
        Topics.create(CLUSTER.bootstrapServers(), name, 1);
        CLUSTER.rest().put(name, config);
        try (TopicReader reader = new TopicReader(CLUSTER.bootstrapServers(), name)) {
            await().atMost(LONG).until(() -> {
                publisher.publish(name + "/probe", "probe", 1, MqttQos.EXACTLY_ONCE);
                return !reader.poll(Duration.ofMillis(500)).isEmpty();
            });
        }
    }

    /** Until so many different ones have come, and nothing more does. */
    private static List<String> read(String topic, int count) {
        List<String> all = new ArrayList<>();
        try (TopicReader reader = new TopicReader(CLUSTER.bootstrapServers(), topic)) {
            await().atMost(LONG).until(() -> {
                int before = all.size();
                reader.readToEnd().stream()
                        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                        .filter(value -> !value.startsWith("probe"))
                        .forEach(all::add);
                return all.size() == before && new HashSet<>(all).size() >= count;
            });
        }
        return all;
    }
}
