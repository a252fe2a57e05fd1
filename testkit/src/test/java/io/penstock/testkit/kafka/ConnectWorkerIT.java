package io.penstock.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.process.Service;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectWorkerIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String SOURCE = CountingSource.class.getName();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    static KafkaBroker broker;
    static final Map<WorkerVersion, ConnectWorker> WORKERS = new EnumMap<>(WorkerVersion.class);

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start(directory.resolve("broker"));
        Path plugins =
                PluginPath.unpack(directory.resolve("plugins"), CountingSource.zip(directory.resolve("counting.zip")));
        for (WorkerVersion version : WorkerVersion.values()) {
            ConnectWorker.Options options = new ConnectWorker.Options(
                            broker.bootstrapServers(),
                            "group-" + version.number(),
                            plugins,
                            directory.resolve(version.number()))
                    .withFastSessions()
                    .withExactlyOnceSource();
            WORKERS.put(version, ConnectWorker.launch(version, options));
        }
        WORKERS.values().forEach(ConnectWorker::awaitReady);
    }

    @AfterAll
    static void stop() {
        WORKERS.values().forEach(Service::close);
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void answersAsTheVersionThatWasAskedForAndListsItsPlugins(WorkerVersion version) {
        ConnectRest rest = worker(version).rest();
        assertThat(rest.root().path("version").asText()).isEqualTo(version.number());
        assertThat(rest.plugins())
                .extracting(ConnectRest.Plugin::className)
                .contains(
                        SOURCE,
                        "org.apache.kafka.connect.json.JsonConverter",
                        "org.apache.kafka.connect.transforms.RegexRouter");
    }

    @Test
    void runsAConnectorThroughKillFreezeAndRestartWithoutRepeatingARecord() {
        // Given
        ConnectWorker worker = worker(WorkerVersion.V4_3_1);
        ConnectRest rest = worker.rest();
        Topics.create(broker.bootstrapServers(), "numbers", 1);
        rest.put("numbers", source("numbers"));
        rest.awaitRunning("numbers", 1, SOON);
        try (TopicReader reader = new TopicReader(broker.bootstrapServers(), "numbers")) {
            reader.await(10, SOON);

            // When
            worker.kill();
            assertThatThrownBy(() -> new ConnectRest(worker.restUrl(), Duration.ZERO).connectors())
                    .isInstanceOf(UncheckedIOException.class);
            reader.readToEnd(); // what it wrote before
            worker.restart();

            // Then
            rest.awaitRunning("numbers", SOON);
            reader.await(10, SOON);

            worker.freeze();
            await().during(Duration.ofSeconds(1))
                    .atMost(SOON)
                    .until(() -> reader.readToEnd().isEmpty());
            worker.resume();
            reader.await(1, SOON);
        }
        assertThat(TopicReader.readAll(broker.bootstrapServers(), "numbers"))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .startsWith("0", "1", "2")
                .doesNotHaveDuplicates();
        rest.stop("numbers");
        rest.await("numbers", SOON, status -> status.state().equals("STOPPED"));
        assertThat(rest.offsets("numbers")).isNotEmpty();
        rest.resetOffsets("numbers");
        assertThat(rest.offsets("numbers")).isEmpty();
        rest.delete("numbers");
        await().atMost(SOON).until(() -> rest.connectors().isEmpty());
    }

    @Test
    void showsTheTraceOfATaskThatFails() {
        // Given
        ConnectRest rest = worker(WorkerVersion.V3_7_2).rest();

        // When
        Map<String, String> faulty =
                Map.of("connector.class", SOURCE, "tasks.max", "1", "topic", "any", "fault", "planned");
        rest.put("faulty", faulty);

        // Then
        assertThatThrownBy(() -> rest.awaitRunning("faulty", SOON))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("faulty failed")
                .hasMessageContaining("planned");
        assertThat(rest.awaitFailed("faulty", SOON).tasks()).hasSize(1);
        assertThat(rest.validate(SOURCE, Map.of("name", "x")).errors()).containsKey("topic");
        rest.delete("faulty");
    }

    @Test
    void runsInThisJvmForADebugger() {
        ConnectWorker.Options options = new ConnectWorker.Options(
                broker.bootstrapServers(), "group-debug", directory.resolve("plugins"), directory.resolve("debug"));
        Topics.create(broker.bootstrapServers(), "debugged", 1);
        try (InJvmWorker worker = InJvmWorker.start(WorkerVersion.V4_3_1, options);
                TopicReader reader = new TopicReader(broker.bootstrapServers(), "debugged")) {
            worker.rest().put("debugged", source("debugged"));
            worker.rest().awaitRunning("debugged", SOON);
            reader.await(1, SOON);
        }
    }

    @Test
    void keepsItsTopicsOverABrokersKill() {
        // Given
        Topics.create(broker.bootstrapServers(), "kept", 3);

        // When
        broker.kill();
        broker.restart();

        // Then
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Topics.list(broker.bootstrapServers()))
                        .containsAll(List.of("kept", "group-4.3.1-configs")));
    }

    private static ConnectWorker worker(WorkerVersion version) {
        return Objects.requireNonNull(WORKERS.get(version));
    }

    private static Map<String, String> source(String topic) {
        return Map.of("connector.class", SOURCE, "tasks.max", "1", "topic", topic);
    }
}
