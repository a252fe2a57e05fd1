package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.WorkerVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The REST offset commands (KIP-875) reach the sinks' own positions: after a reset every record is written once more, though
 * the ledger and the chain had it already.
 */
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffsetResetIT {

    private static final int PARTITIONS = 2;
    private static final int RECORDS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Services services;
    private ConnectRest rest;
    private KafkaLog kafka;
    private Pipeline pipeline;
    private Database database;
    private ObjectStore store;

    @BeforeAll
    void writeTheTopic(Services shared) throws Exception {
        services = shared;
        ConnectWorker worker = services.worker(WorkerVersion.V4_3_1);
        rest = worker.rest();
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        database = Database.create(services.postgres(), "reset");
        database.execute(Pipeline.CREATE_TABLE);
        store = new ObjectStore(services.store());
        pipeline = services.pipeline(
                "reset",
                services.postgres().port(),
                database.name(),
                services.store().port());
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        kafka.write(
                pipeline.topic(),
                PARTITIONS,
                IntStream.range(0, RECORDS)
                        .mapToObj(id -> new Message(id, Message.Kind.GOOD).payload())
                        .toList());
    }

    @AfterAll
    void close() throws Exception {
        rest.connectors().stream()
                .filter(connector -> connector.startsWith(pipeline.name()))
                .forEach(rest::delete);
        store.close();
        database.close();
        kafka.close();
    }

    @Test
    void resetOffsetsWriteEveryRowAgain() {
        String connector = pipeline.databaseSinkName();
        rest.put(connector, pipeline.databaseSink());
        rest.awaitRunning(connector, PATIENCE);
        await("first writing")
                .atMost(PATIENCE)
                .until(() -> database.count(Pipeline.TABLE) == RECORDS && kafka.lag(connector, pipeline.topic()) == 0);

        resetOffsets(connector);

        awaitExactlyTwice(() -> database.records(Pipeline.TABLE), connector);
    }

    @Test
    void resetOffsetsWriteEveryObjectAgain() {
        String connector = pipeline.storeSinkName();
        rest.put(connector, pipeline.storeSink());
        rest.awaitRunning(connector, PATIENCE);
        await("first writing").atMost(PATIENCE).until(() -> kafka.lag(connector, pipeline.topic()) == 0);
        List<String> first = store.dataKeys(pipeline.bucket());

        resetOffsets(connector);

        awaitExactlyTwice(
                () -> store.records(pipeline.bucket()).stream().map(Stored::of).toList(), connector);
        assertThat(store.dataKeys(pipeline.bucket())).containsAll(first).hasSizeGreaterThan(first.size());
    }

    private void resetOffsets(String connector) {
        rest.stop(connector);
        rest.await(
                connector,
                PATIENCE,
                status -> status.state().equals("STOPPED") && status.tasks().isEmpty());
        assertThat(rest.resetOffsets(connector)).containsIgnoringCase("offsets").containsIgnoringCase("reset");
        rest.resume(connector);
        rest.awaitRunning(connector, PATIENCE);
    }

    private void awaitExactlyTwice(ThrowingReader reader, String connector) {
        List<Stored> twice = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : kafka.read(pipeline.topic())) {
            Stored stored = new Stored(record.partition(), record.offset(), Message.idOfValue(record));
            twice.add(stored);
            twice.add(stored);
        }
        await("everything twice").atMost(PATIENCE).untilAsserted(() -> {
            Reconciliation<Stored> result = Reconciliation.of(twice, reader.read());
            assertThat(result.exact()).as(result.toString()).isTrue();
        });
        await("commit of the second writing").atMost(PATIENCE).until(() -> kafka.lag(connector, pipeline.topic()) == 0);
        assertThat(Reconciliation.of(twice, read(reader)).exact()).isTrue();
    }

    private static List<Stored> read(ThrowingReader reader) {
        try {
            return reader.read();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a target back. */
    @FunctionalInterface
    private interface ThrowingReader {
        List<Stored> read() throws Exception;
    }
}
