package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.ConnectorStatus;
import io.penstock.testkit.kafka.WorkerVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Connectors that start while their service is away, or with a configuration that deserves a warning. */
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of a busy machine; a worker whose thread is blocked answers after thirty. */
    private static final Duration PROMPT = Duration.ofSeconds(20);

    private final Set<String> made = new TreeSet<>();
    private Services services;
    private WorkerLog workerLog;
    private ConnectRest rest;
    private KafkaLog kafka;
    private Database database;
    private ObjectStore store;

    @BeforeAll
    void useTheNewestWorker(Services shared) throws Exception {
        services = shared;
        ConnectWorker worker = services.worker(WorkerVersion.V4_3_1);
        rest = worker.rest();
        workerLog = new WorkerLog(worker);
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        database = Database.create(services.postgres(), "start");
        database.execute(Pipeline.CREATE_TABLE);
        store = new ObjectStore(services.store());
    }

    @AfterAll
    void close() throws Exception {
        rest.connectors().stream().filter(made::contains).forEach(rest::delete);
        store.close();
        database.close();
        kafka.close();
    }

    @Test
    void aDatabaseThatIsAwayIsWaitedForAndThenServed() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(services.postgres().port())) {
            // Given
            Pipeline pipeline =
                    pipeline("away-database", proxy.port(), services.store().port());
            writeOneRecord(pipeline);
            proxy.refuse();

            // When
            start(pipeline.databaseSinkName(), pipeline.databaseSink());

            // Then
            workerLog.awaitLine("PEN-301", pipeline.databaseSinkName());
            assertRestIsPromptAndNothingHasFailed(pipeline.databaseSinkName());
            proxy.heal();
            await("the row").atMost(PATIENCE).until(() -> database.count(Pipeline.TABLE) == 1);
        }
    }

    @Test
    void aStoreThatIsAwayIsWaitedForAndThenServed() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(services.store().port())) {
            // Given
            Pipeline pipeline = pipeline("away-store", services.postgres().port(), proxy.port());
            writeOneRecord(pipeline);
            services.store().createBucket(pipeline.bucket());
            proxy.refuse();

            // When
            start(pipeline.storeSinkName(), pipeline.storeSink());

            // Then
            workerLog.awaitLine("PEN-401", pipeline.storeSinkName());
            assertRestIsPromptAndNothingHasFailed(pipeline.storeSinkName());
            proxy.heal();
            await("the object")
                    .atMost(PATIENCE)
                    .until(() -> store.records(pipeline.bucket()).size() == 1);
        }
    }

    @Test
    void anMqttBrokerThatIsAwayIsWaitedForAndThenServed() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(services.mqtt().port());
                MqttPublisher publisher = MqttPublisher.connect(services.mqtt().uri(), "away-publisher")) {
            // Given
            Pipeline pipeline = pipeline(
                    "away-mqtt", services.postgres().port(), services.store().port());
            Map<String, String> config = pipeline.source();
            config.put("mqtt.uris", "tcp://" + proxy.address());
            config.put("retry.backoff.max.ms", "1000");
            kafka.createTopic(pipeline.topic(), 1);
            proxy.refuse();

            // When
            start(pipeline.sourceName(), config);

            // Then
            workerLog.awaitLine("PEN-201", pipeline.sourceName());
            assertRestIsPromptAndNothingHasFailed(pipeline.sourceName());
            proxy.heal();
            await("a message").atMost(PATIENCE).until(() -> {
                Message message = Message.number(1);
                publisher.publish(message.topic(pipeline.mqttRoot()), message.payload(), message.id());
                publisher.awaitAcknowledged();
                return !kafka.read(pipeline.topic()).isEmpty();
            });
        }
    }

    @Test
    void aSinkWhoseServiceStaysAwayFailsWithTheReasonWhenItsPatienceEnds() throws Exception {
        try (TcpProxy nothing = TcpProxy.to(services.store().port())) {
            // Given
            Pipeline pipeline = pipeline("gone", nothing.port(), nothing.port());
            writeOneRecord(pipeline);
            nothing.refuse();
            Map<String, String> toDatabase = pipeline.databaseSink();
            toDatabase.put("retry.timeout.ms", "1000");
            Map<String, String> toStore = pipeline.storeSink();
            toStore.put("retry.timeout.ms", "1000");

            // When
            start(pipeline.databaseSinkName(), toDatabase);
            start(pipeline.storeSinkName(), toStore);

            // Then
            ConnectorStatus database = rest.awaitFailed(pipeline.databaseSinkName(), PATIENCE);
            ConnectorStatus objects = rest.awaitFailed(pipeline.storeSinkName(), PATIENCE);
            assertThat(database.traces())
                    .contains("PEN-30")
                    .contains(nothing.address())
                    .contains("retry.timeout.ms");
            assertThat(objects.traces()).contains("PEN-40").contains(nothing.address());
            assertThat(database.traces() + objects.traces())
                    .doesNotContain(services.store().secretKey());
        }
    }

    @Test
    void servicesThatTakeConnectionsAndNeverAnswerDoNotHoldTheWorker() throws Exception {
        try (TcpProxy muteDatabase = TcpProxy.to(services.postgres().port());
                TcpProxy muteStore = TcpProxy.to(services.store().port());
                TcpProxy muteBroker = TcpProxy.to(services.mqtt().port())) {
            // Given
            List<TcpProxy> all = List.of(muteDatabase, muteStore, muteBroker);
            all.forEach(TcpProxy::blackhole);
            Pipeline pipeline = pipeline("mute", muteDatabase.port(), muteStore.port());
            writeOneRecord(pipeline);
            Map<String, String> source = pipeline.source();
            source.put("mqtt.uris", "tcp://" + muteBroker.address());
            start(pipeline.databaseSinkName(), pipeline.databaseSink());
            start(pipeline.storeSinkName(), pipeline.storeSink());
            start(pipeline.sourceName(), source);
            await("connections of all three")
                    .atMost(PATIENCE)
                    .until(() -> all.stream().allMatch(mute -> mute.accepted() > 0));

            // When
            assertRestIsPromptAndNothingHasFailed(pipeline.databaseSinkName());
            assertRestIsPromptAndNothingHasFailed(pipeline.storeSinkName());
            assertRestIsPromptAndNothingHasFailed(pipeline.sourceName());
            rest.delete(pipeline.databaseSinkName());
            rest.delete(pipeline.storeSinkName());
            rest.delete(pipeline.sourceName());

            // Then
            Pipeline next = pipeline(
                    "after-mute", services.postgres().port(), services.store().port());
            services.store().createBucket(next.bucket());
            writeOneRecord(next);
            start(next.storeSinkName(), next.storeSink());
            await("the object")
                    .atMost(PATIENCE)
                    .until(() -> store.records(next.bucket()).size() == 1);
        }
    }

    @Test
    void whatNobodyReadsAndWhatLosesRecordsIsWarnedOf() throws Exception {
        // Given
        Pipeline pipeline =
                pipeline("warned", services.postgres().port(), services.store().port());
        kafka.createTopic(pipeline.topic(), 1);
        services.store().createBucket(pipeline.bucket());
        Map<String, String> toDatabase = pipeline.databaseSink();
        toDatabase.put("flush.intervall.ms", "100");
        toDatabase.keySet().removeIf(key -> key.startsWith("errors.deadletterqueue."));
        Map<String, String> toStore = pipeline.storeSink();
        toStore.put("flush.sise", "100");
        toStore.keySet().removeIf(key -> key.startsWith("errors.deadletterqueue."));
        Map<String, String> source = pipeline.source();
        source.put("mqtt.topic", "plant/#");

        // When
        start(pipeline.databaseSinkName(), toDatabase);
        start(pipeline.storeSinkName(), toStore);
        start(pipeline.sourceName(), source);

        // Then
        workerLog.awaitLine("unknown key \"flush.intervall.ms\"", "did you mean \"flush.interval.ms\"?", "WARN");
        workerLog.awaitLine("unknown key \"flush.sise\"", "did you mean \"flush.size\"?", "WARN");
        workerLog.awaitLine("unknown key \"mqtt.topic\"", "did you mean \"mqtt.topics\"?", "WARN");
        workerLog.awaitLine(
                "errors.tolerance=all without errors.deadletterqueue.topic.name", "WARN", pipeline.databaseSinkName());
        workerLog.awaitLine(
                "errors.tolerance=all without errors.deadletterqueue.topic.name", "WARN", pipeline.storeSinkName());
    }

    private Pipeline pipeline(String name, int databasePort, int storePort) {
        return services.pipeline(name, databasePort, database.name(), storePort);
    }

    private void writeOneRecord(Pipeline pipeline) {
        kafka.createTopic(pipeline.topic(), 1);
        kafka.write(pipeline.topic(), 1, List.of(Message.number(1).payload()));
    }

    private void start(String connector, Map<String, String> config) {
        made.add(connector);
        rest.put(connector, config);
    }

    private void assertRestIsPromptAndNothingHasFailed(String connector) {
        rest.await(connector, PATIENCE, status -> !status.state().equals("UNASSIGNED"));
        long start = System.nanoTime();
        ConnectorStatus status = rest.status(connector);
        rest.connectors();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
        assertThat(status.isFailed()).as(status.traces()).isFalse();
        assertThat(status.state()).isEqualTo("RUNNING");
    }
}
