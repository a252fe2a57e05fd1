package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged plugin on a worker with {@code exactly.once.source.support=enabled}, from a real broker at QoS 2; read with read_committed. */
@Timeout(420)
class ExactlyOnceIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String LEDGER = "mqtt-ledger";

    /** A third of them kill the worker. */
    private static final int ROUNDS = 12;

    private static final int BATCH = 40;

    @RegisterExtension
    static final ConnectCluster CLUSTER = ConnectCluster.of(WorkerVersion.V4_3_1)
            .plugins(() -> List.of(plugin()))
            .options(ConnectWorker.Options::withFastSessions)
            .options(ConnectWorker.Options::withExactlyOnceSource);

    private static HiveMqBroker broker;
    private static Publisher publisher;

    @BeforeAll
    static void start(@TempDir Path directory) {
        broker = HiveMqBroker.start(directory);
        publisher = new Publisher(broker.port());
        Topics.create(CLUSTER.bootstrapServers(), LEDGER, 1, Map.of("cleanup.policy", "compact"));
    }

    @AfterAll
    static void stop() {
        publisher.close();
        broker.close();
    }

    private static Path plugin() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("target"), "penstock-source-mqtt-*.zip")) {
            return found.iterator().next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each fault falls on messages that Kafka has and whose PUBREC was lost on the way: only the stored offset tells the next task that it has them. */
    @Test
    void losesAndDoublesNothingWhenConnectionsBreakAndWorkersDie() {
        // Given
        Topics.create(CLUSTER.bootstrapServers(), "once", 3);
        try (Relay relay = Relay.to(broker.port());
                TopicReader reader = new TopicReader(CLUSTER.bootstrapServers(), "once")) {
            CLUSTER.rest().put("once", connector("once", relay.uri(), "once/#", Map.of("kafka.topic", "once")));
            awaitSubscribed("once", "once/probe");

            // When
            for (int round = 0; round < ROUNDS; round++) {
                String heard = round + "-heard-";
                publisher.publish("once/data", heard, BATCH, MqttQos.EXACTLY_ONCE);
                await().atMost(LONG).until(() -> wanted(reader).stream().anyMatch(value -> value.startsWith(heard)));
                int before = relay.lostPubrecs();
                relay.deafenAtNextPubrec();
                publisher.publish("once/data", round + "-unheard-", BATCH, MqttQos.EXACTLY_ONCE);
                await().atMost(LONG).until(() -> relay.lostPubrecs() > before);
                hurt(round, relay);
            }

            // Then
            assertOnce("once", "once/data", ROUNDS * 2 * BATCH);
        }
        CLUSTER.rest().delete("once");
    }

    private static void hurt(int round, Relay relay) {
        switch (round % 3) {
            case 0 -> relay.cut();
            case 1 -> {
                CLUSTER.rest().restartTask("once", 0);
                relay.cut();
            }
            default -> {
                CLUSTER.worker(0).kill();
                relay.cut();
                CLUSTER.worker(0).restart();
            }
        }
    }

    /** Distributed workers look at exactly.once.support when they take a configuration, and not again. */
    @Test
    void failsOnAWorkerThatWasRestartedWithoutTransactions() {
        // Given
        Topics.create(CLUSTER.bootstrapServers(), "downgraded", 1);
        CLUSTER.rest()
                .put(
                        "downgraded",
                        connector(
                                "downgraded",
                                broker.uri().toString(),
                                "downgraded/#",
                                Map.of("kafka.topic", "downgraded")));
        awaitSubscribed("downgraded", "downgraded/x");

        // When
        restartWith("exactly.once.source.support=enabled", "exactly.once.source.support=disabled");

        // Then
        try {
            assertThat(CLUSTER.rest().awaitFailed("downgraded", LONG).traces())
                    .contains("PEN-213")
                    .contains("exactly.once.source.support");
        } finally {
            CLUSTER.rest().delete("downgraded");
            restartWith("exactly.once.source.support=disabled", "exactly.once.source.support=enabled");
        }
    }

    private static void restartWith(String former, String other) {
        Path properties = CLUSTER.worker(0).logFile().resolveSibling("worker.properties");
        try {
            String text = Files.readString(properties);
            assertThat(text).contains(former);
            Files.writeString(properties, text.replace(former, other));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CLUSTER.worker(0).restart();
    }

    @Test
    void isRefusedWithErrorsToleratedWhereMessagesWouldBeLost() {
        // Given
        Map<String, String> tolerant = connector(
                "tolerant",
                broker.uri().toString(),
                "tolerant/#",
                Map.of("kafka.topic", "any", "errors.tolerance", "all", "exactly.once.support", "requested"));

        // Then
        assertThatThrownBy(() -> CLUSTER.rest().put("tolerant", tolerant))
                .hasMessageContaining("errors.tolerance")
                .hasMessageContaining("acknowledged to the broker and lost");
    }

    /** By the converter that the whole connector has; the bytes of JsonConverter are Base64. */
    @Test
    void putsMalformedPayloadsIntoTheDeadLetterTopic() {
        // Given
        Topics.create(CLUSTER.bootstrapServers(), "parsed", 1);
        Topics.create(CLUSTER.bootstrapServers(), "dead", 1);
        Map<String, String> config = connector(
                "parsed",
                broker.uri().toString(),
                "parsed/#",
                Map.of(
                        "kafka.topic", "parsed",
                        "value.format", "json",
                        "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                        "value.converter.schemas.enable", "false",
                        "errors.parse", "dlq",
                        "errors.parse.dlq.topic", "dead"));

        // When
        CLUSTER.rest().put("parsed", config);
        try (TopicReader good = new TopicReader(CLUSTER.bootstrapServers(), "parsed");
                TopicReader dead = new TopicReader(CLUSTER.bootstrapServers(), "dead")) {
            await().atMost(LONG).until(() -> {
                publisher.publish("parsed/probe", "0.", 1, MqttQos.EXACTLY_ONCE);
                return !good.poll(Duration.ofMillis(500)).isEmpty();
            });
            publisher.publish("parsed/bad", "oops", 1, MqttQos.EXACTLY_ONCE);
            publisher.publish("parsed/good", "1", 1, MqttQos.EXACTLY_ONCE);

            // Then
            ConsumerRecord<byte[], byte[]> letter = dead.await(1, LONG).get(0);
            assertThat(text(letter.value())).isEqualTo("\"b29wczA=\"");
            assertThat(text(letter.key())).contains("parsed/bad");
            assertThat(text(letter.headers().lastHeader("mqtt.topic").value())).isEqualTo("parsed/bad");
            assertThat(text(letter.headers().lastHeader("penstock.error").value()))
                    .contains("PEN-220");
            await().atMost(LONG)
                    .until(() -> good.readToEnd().stream()
                            .anyMatch(record -> text(record.value()).equals("10")));
        }
        CLUSTER.rest().delete("parsed");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void neitherStallsNorLosesWhereATransformDropsRecords() {
        // Given
        Topics.create(CLUSTER.bootstrapServers(), "kept", 1);
        Map<String, String> dropping = Map.of(
                "kafka.topic", "${mqtt.topic.2}",
                "mqtt.receive.maximum", "10",
                "transforms", "drop",
                "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter",
                "transforms.drop.predicate", "unwanted",
                "predicates", "unwanted",
                "predicates.unwanted.type", "org.apache.kafka.connect.transforms.predicates.TopicNameMatches",
                "predicates.unwanted.pattern", "dropped");
        CLUSTER.rest().put("filtered", connector("filtered", broker.uri().toString(), "filtered/#", dropping));
        awaitSubscribed("kept", "filtered/kept");

        // When
        for (int i = 0; i < 10; i++) {
            publisher.publish("filtered/dropped", "d" + i + "-", 40, MqttQos.EXACTLY_ONCE);
            publisher.publish("filtered/kept", i + "-", 20, MqttQos.EXACTLY_ONCE);
        }

        // Then
        assertOnce("kept", "filtered/kept", 200);
        CLUSTER.rest().delete("filtered");
    }

    @Test
    void failsWithTheRemedyWhereATransformDropsTheBookkeeping() {
        // Given
        Map<String, String> dropping = Map.of(
                "kafka.topic", "any",
                "transforms", "drop",
                "transforms.drop.type", "org.apache.kafka.connect.transforms.Filter",
                "transforms.drop.predicate", "empty",
                "predicates", "empty",
                "predicates.empty.type", "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone");

        // When
        CLUSTER.rest().put("stalled", connector("stalled", broker.uri().toString(), "stalled/#", dropping));

        // Then
        assertThat(CLUSTER.rest().awaitFailed("stalled", LONG).traces())
                .contains("PEN-212")
                .contains("mqtt.ledger.topic");
        CLUSTER.rest().delete("stalled");
    }

    @Test
    void refusesToChangeItsOffsetsAndSaysWhy() {
        // Given
        Topics.create(CLUSTER.bootstrapServers(), "offsets", 1);
        CLUSTER.rest()
                .put(
                        "offsets",
                        connector("offsets", broker.uri().toString(), "offsets/#", Map.of("kafka.topic", "offsets")));
        awaitSubscribed("offsets", "offsets/x");

        // When
        CLUSTER.rest().stop("offsets");
        CLUSTER.rest().await("offsets", LONG, status -> status.state().equals("STOPPED"));

        // Then
        assertThat(CLUSTER.rest().offsets("offsets").toString()).contains("\"version\":2");
        assertThatThrownBy(() -> CLUSTER.rest().resetOffsets("offsets")).hasMessageContaining("PEN-231");
        CLUSTER.rest().delete("offsets");
    }

    private static Map<String, String> connector(String name, String uri, String filter, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of(
                "connector.class", "io.penstock.mqtt.MqttSourceConnector",
                "tasks.max", "1",
                "mqtt.uris", uri,
                "mqtt.client.id", name,
                "mqtt.topics", filter,
                "mqtt.qos", "2",
                "exactly.once.support", "required",
                "mqtt.ledger.topic", LEDGER,
                "value.format", "string",
                "retry.backoff.max.ms", "500"));
        config.put("value.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.putAll(more);
        return config;
    }

    /** A new session gets nothing that was published before its subscription. */
    private static void awaitSubscribed(String kafkaTopic, String mqttTopic) {
        try (TopicReader reader = new TopicReader(CLUSTER.bootstrapServers(), kafkaTopic)) {
            await().atMost(LONG).until(() -> {
                publisher.publish(mqttTopic, "probe", 1, MqttQos.EXACTLY_ONCE);
                return !reader.poll(Duration.ofMillis(500)).isEmpty();
            });
        }
    }

    private static void assertOnce(String topic, String mqttTopic, int count) {
        List<String> all = new ArrayList<>();
        try (TopicReader reader = new TopicReader(CLUSTER.bootstrapServers(), topic)) {
            await().atMost(LONG).until(() -> {
                all.addAll(wanted(reader));
                return new HashSet<>(all).size() >= count;
            });
            // What the broker would send again comes before, and goes to the same partition.
            publisher.publish(mqttTopic, "last", 1, MqttQos.EXACTLY_ONCE);
            await().atMost(LONG).until(() -> {
                all.addAll(wanted(reader));
                return all.contains("last0");
            });
        }
        assertThat(all).hasSize(count + 1).doesNotHaveDuplicates();
    }

    private static List<String> wanted(TopicReader reader) {
        return reader.readToEnd().stream()
                .map(record -> text(record.value()))
                .filter(value -> !value.startsWith("probe"))
                .toList();
    }
}
