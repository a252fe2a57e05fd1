package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.testkit.fault.TcpProxy;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectRestException;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.ConnectorStatus;
import io.penstock.testkit.kafka.WorkerVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The REST offset commands (KIP-875) reach the sinks' own positions: what an operator asks for again is written once more,
 * though the ledger and the chain had it already, and nothing else is.
 */
@ExtendWith(SharedServices.class)
class OffsetResetIT {

    private static final int PARTITIONS = 2;
    private static final int RECORDS = 300;
    private static final int SET_BACK_TO = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ConnectWorker worker;
    private ConnectRest rest;
    private KafkaLog kafka;
    private Pipeline pipeline;
    private Database database;
    private ObjectStore store;
    private TcpProxy databaseProxy;

    @BeforeEach
    void fillATopic(Services services, TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        worker = services.worker(WorkerVersion.V4_3_1);
        rest = worker.rest();
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        database = Database.create(services.postgres(), name);
        database.execute(Pipeline.CREATE_TABLE);
        databaseProxy = TcpProxy.to(services.postgres().port());
        store = new ObjectStore(services.store());
        pipeline = services.pipeline(
                name, databaseProxy.port(), database.name(), services.store().port());
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        write(0, RECORDS);
    }

    @AfterEach
    void close() throws Exception {
        rest.connectors().stream()
                .filter(connector -> connector.startsWith(pipeline.name()))
                .forEach(rest::delete);
        store.close();
        database.close();
        databaseProxy.close();
        kafka.close();
    }

    @Test
    void resetOffsetsWriteEveryRowAgain() {
        // Given
        String sink = startDatabaseSink();

        // When
        whileStopped(sink, () -> rest.resetOffsets(sink));

        // Then
        awaitStored(this::rows, sink, again -> true);
    }

    @Test
    void resetOffsetsWriteEveryObjectAgain() {
        // Given
        String sink = startStoreSink();
        List<String> first = store.dataKeys(pipeline.bucket());

        // When
        whileStopped(sink, () -> rest.resetOffsets(sink));

        // Then
        awaitStored(this::lines, sink, again -> true);
        assertThat(store.dataKeys(pipeline.bucket())).containsAll(first).hasSizeGreaterThan(first.size());
    }

    @Test
    void offsetsSetBackWriteTheRowsFromThereAgain() {
        // Given
        String sink = startDatabaseSink();

        // When
        whileStopped(sink, () -> rest.alterOffset(sink, pipeline.topic(), 0, SET_BACK_TO));

        // Then
        awaitStored(this::rows, sink, again -> again.partition() == 0 && again.offset() >= SET_BACK_TO);
    }

    @Test
    void offsetsSetBackWriteTheObjectsFromThereAgain() {
        // Given
        String sink = startStoreSink();

        // When
        whileStopped(sink, () -> rest.alterOffset(sink, pipeline.topic(), 0, SET_BACK_TO));

        // Then
        awaitStored(this::lines, sink, again -> again.partition() == 0 && again.offset() >= SET_BACK_TO);
    }

    @Test
    void theMessagesCommandTakesUpTheRowsOfATopicCreatedAnew() throws Exception {
        // When / Then
        assertTakenUp(pipeline.databaseSinkName(), pipeline.databaseSink(), this::rows);
    }

    @Test
    void theMessagesCommandTakesUpTheObjectsOfATopicCreatedAnew() throws Exception {
        // When / Then
        assertTakenUp(pipeline.storeSinkName(), pipeline.storeSink(), this::lines);
    }

    @Test
    void aDeleteWithoutTheGroupWritesEveryRowAgain() {
        // Given
        String sink = startDatabaseSink();

        // When
        whileStopped(sink, () -> resetWithoutGroup(sink));

        // Then
        awaitStored(this::rows, sink, again -> true);
    }

    @Test
    void aDeleteWithoutTheGroupWritesEveryObjectAgain() {
        // Given
        String sink = startStoreSink();

        // When
        whileStopped(sink, () -> resetWithoutGroup(sink));

        // Then
        awaitStored(this::lines, sink, again -> true);
    }

    /** As after {@code offsets.retention.minutes}. */
    private void resetWithoutGroup(String sink) {
        kafka.deleteGroup(sink);
        rest.resetOffsets(sink);
    }

    /** Of two topics one is deleted and created anew while the sink is stopped, upon which the sink says what to do. */
    private void assertTakenUp(String sink, Map<String, String> config, Callable<List<Stored>> target)
            throws Exception {
        // Given
        String other = pipeline.topic() + "-other";
        kafka.createTopic(other, PARTITIONS);
        write(other, 2 * RECORDS, 3 * RECORDS);
        config.put("topics", pipeline.topic() + "," + other);
        rest.put(sink, config);
        List<Stored> expected = new ArrayList<>(inKafka(pipeline.topic()));
        expected.addAll(inKafka(other));
        awaitExactly(target, expected);
        stop(sink);
        kafka.deleteTopics(List.of(pipeline.topic()));
        kafka.createTopic(pipeline.topic(), PARTITIONS);
        write(RECORDS, 2 * RECORDS);
        // Where the group still stood at the end of the old topic, it would not read the new one, and nothing be found
        // out.
        await("the group has forgotten the topic")
                .atMost(PATIENCE)
                .until(() -> kafka.committedPartitions(sink, pipeline.topic()).isEmpty());
        rest.resume(sink);
        String failure = rest.await(sink, PATIENCE, ConnectorStatus::isFailed).traces();

        // When
        stop(sink);
        rest.alterOffsets(sink, commandIn(failure));
        resume(sink);

        // Then
        expected.addAll(inKafka(pipeline.topic()));
        awaitExactly(target, expected);
    }

    /** The entry of the message, for each partition. */
    private static JsonNode commandIn(String failure) throws Exception {
        Matcher command = Pattern.compile("PEN-120.* PATCH /connectors/<name>/offsets with (\\{.*}), an entry for each")
                .matcher(failure);
        assertThat(command.find()).as(failure).isTrue();
        JsonNode entry = new ObjectMapper()
                .readTree(command.group(1))
                .required("offsets")
                .required(0);
        ArrayNode entries = new ObjectMapper().createArrayNode();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ObjectNode each = entry.deepCopy();
            each.withObject("/partition").put("kafka_partition", partition);
            entries.add(each);
        }
        return entries;
    }

    @Test
    void aDeleteThatLeavesAPositionSaysSo() {
        // Given
        String sink = startDatabaseSink();
        stop(sink);
        kafka.forget(sink, new TopicPartition(pipeline.topic(), 1));

        // When
        rest.resetOffsets(sink);

        // Then
        new WorkerLog(worker)
                .awaitLine("WARN", "These stay where the ledger has them: " + pipeline.topic() + "-1. For them too");
    }

    @Test
    void bothSinksSayThatMovingTheGroupMovesNothing() {
        // Given
        for (String sink : List.of(startDatabaseSink(), startStoreSink())) {
            stop(sink);

            // When
            kafka.move(sink, new TopicPartition(pipeline.topic(), 1), SET_BACK_TO);
            resume(sink);
        }

        // Then
        await("both lines")
                .atMost(PATIENCE)
                .until(() -> new WorkerLog(worker)
                                .count(
                                        "INFO",
                                        pipeline.topic() + "-1: Kafka delivers from offset " + SET_BACK_TO + " on")
                        >= 2); // more where a rebalance took the partition and gave it back
        awaitStored(this::rows, pipeline.databaseSinkName(), again -> false);
        awaitStored(this::lines, pipeline.storeSinkName(), again -> false);
    }

    @Test
    void aResetThatTheDatabaseCannotTakeChangesNothing() {
        // Given
        String sink = startDatabaseSink();
        stop(sink);
        databaseProxy.refuse();

        // When
        assertThatThrownBy(() -> rest.resetOffsets(sink))
                .isInstanceOf(ConnectRestException.class)
                .hasMessageContaining("Failed to modify offsets");

        // Then
        // The worker's answer leaves the cause out; its log has it.
        new WorkerLog(worker).awaitLine("PEN-301", databaseProxy.address());
        databaseProxy.heal();
        resume(sink);
        write(RECORDS, RECORDS + PARTITIONS);
        awaitStored(this::rows, sink, again -> false);
    }

    private void write(int from, int to) {
        write(pipeline.topic(), from, to);
    }

    private void write(String topic, int from, int to) {
        kafka.write(
                topic,
                PARTITIONS,
                IntStream.range(from, to)
                        .mapToObj(id -> new Message(id, Message.Kind.GOOD).payload())
                        .toList());
    }

    private String startDatabaseSink() {
        return start(pipeline.databaseSinkName(), pipeline.databaseSink(), this::rows);
    }

    private String startStoreSink() {
        return start(pipeline.storeSinkName(), pipeline.storeSink(), this::lines);
    }

    private String start(String sink, Map<String, String> config, Callable<List<Stored>> target) {
        rest.put(sink, config);
        rest.awaitRunning(sink, PATIENCE);
        awaitStored(target, sink, again -> false);
        return sink;
    }

    private void whileStopped(String sink, Runnable command) {
        stop(sink);
        command.run();
        resume(sink);
    }

    private void stop(String sink) {
        rest.stop(sink);
        rest.await(
                sink,
                PATIENCE,
                status -> status.state().equals("STOPPED") && status.tasks().isEmpty());
    }

    private void resume(String sink) {
        rest.resume(sink);
        rest.awaitRunning(sink, PATIENCE);
    }

    private List<Stored> rows() throws Exception {
        return database.records(Pipeline.TABLE);
    }

    private List<Stored> lines() {
        return store.records(pipeline.bucket()).stream().map(Stored::of).toList();
    }

    /** Waits until the sink has committed everything, and the target holds each record once, and once more where asked. */
    private void awaitStored(Callable<List<Stored>> target, String sink, Predicate<Stored> again) {
        List<Stored> once = inKafka(pipeline.topic());
        List<Stored> expected =
                Stream.concat(once.stream(), once.stream().filter(again)).toList();
        await("the sink's commit").atMost(PATIENCE).until(() -> kafka.lag(sink, pipeline.topic()) == 0);
        awaitExactly(target, expected);
    }

    private List<Stored> inKafka(String topic) {
        return kafka.read(topic).stream()
                .map(record -> new Stored(record.partition(), record.offset(), Message.idOfValue(record)))
                .toList();
    }

    private static void awaitExactly(Callable<List<Stored>> target, List<Stored> expected) {
        await("the records").atMost(PATIENCE).untilAsserted(() -> {
            Reconciliation<Stored> result = Reconciliation.of(expected, target.call());
            assertThat(result.exact()).as(result.toString()).isTrue();
        });
    }
}
