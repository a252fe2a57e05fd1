package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.common.error.TransientException;
import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.store.S3ObjectStore;
import io.penstock.testkit.junit.LogLines;
import io.penstock.testkit.s3.S3Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The task, driven as Connect drives it, over a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TaskSuite {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final int PART_BYTES = 5 * 1024 * 1024;

    private S3Server server;

    private Bucket bucket;
    private final Map<TopicPartition, List<SinkRecord>> log = new HashMap<>();
    private final Map<TopicPartition, Long> group = new HashMap<>();
    private final Map<String, String> props = new HashMap<>();

    /** A store of whatever make. */
    abstract S3Server start(Path directory);

    /** Whether it refuses requests with a wrong secret. */
    boolean checksSignatures() {
        return true;
    }

    /** Whether of several conditional puts at the same moment one alone succeeds. */
    boolean putsAtomically() {
        return true;
    }

    @BeforeAll
    void startStore(@TempDir Path directory) {
        server = start(directory);
    }

    @AfterAll
    void stopStore() {
        server.close();
    }

    @BeforeEach
    void emptyBucket() {
        bucket = new Bucket(server, "bucket-" + BUCKETS.incrementAndGet());
        log.clear();
        group.clear();
        props.clear();
        props.put("name", "orders-to-s3");
        props.put("s3.bucket.name", bucket.name);
        props.put("s3.region", server.region());
        props.put("store.url", server.endpoint().toString());
        props.put("aws.access.key.id", server.accessKey());
        props.put("aws.secret.access.key", server.secretKey());
        props.put("flush.size", "25");
        props.put("retry.backoff.initial.ms", "1");
        props.put("retry.backoff.max.ms", "1");
    }

    @AfterEach
    void closeBucket() {
        bucket.close();
    }

    private Worker worker() {
        return new Worker(props, log, group);
    }

    private void produce(TopicPartition partition, long from, long to) {
        LongStream.range(from, to)
                .forEach(offset -> add(partition, offset, Map.of("id", offset, "from", partition.partition())));
    }

    private void add(TopicPartition partition, long offset, @Nullable Object value) {
        add(partition, offset, value, 1_000_000 + offset);
    }

    private void add(TopicPartition partition, long offset, @Nullable Object value, long timestamp) {
        log.computeIfAbsent(partition, unused -> new ArrayList<>())
                .add(new SinkRecord(
                        partition.topic(),
                        partition.partition(),
                        null,
                        "key-" + offset,
                        null,
                        value,
                        offset,
                        timestamp,
                        TimestampType.CREATE_TIME));
    }

    private List<SinkRecord> records(TopicPartition partition) {
        return log.getOrDefault(partition, List.of());
    }

    /** How often each id of a partition is in the bucket, as a list of ids. */
    private List<Long> stored(TopicPartition partition) {
        return bucket.lines("topics/").stream()
                .filter(line -> line.contains("\"from\":" + partition.partition()))
                .map(line -> Long.parseLong(line.replaceAll(".*\"id\":(\\d+).*", "$1")))
                .sorted()
                .toList();
    }

    private static List<Long> ids(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void recordsThatWereGivenBackAndWithdrawnByARebalanceAreNotCommittedAsConsumed() {
        // Given a batch that waits for the store, and a rebalance that takes the partition and brings it back
        produce(P0, 0, 10);
        Worker worker = worker();
        worker.store.plan = (operation, key) -> Fate.LOST;
        worker.poll();
        worker.revoke(Set.of(P0));
        List<SinkRecord> whole = log.remove(P0);
        worker.open(Set.of(P0));
        worker.store.plan = (operation, key) -> Fate.OK;

        // When Connect, which has dropped the batch, counts it with the next put
        worker.poll();
        worker.commit();

        // Then
        assertThat(group).doesNotContainKey(P0);
        log.put(P0, whole);
        worker.drain();
        worker.age(300_000);
        worker.commit();
        assertThat(stored(P0)).isEqualTo(ids(0, 10));
        assertThat(group).containsEntry(P0, 10L);
    }

    @Test
    void writesEachRecordOnceWithTwoRequestsABatch() {
        // Given
        produce(P0, 0, 100);
        Worker worker = worker();
        worker.poll();
        worker.store.requests.clear();

        // When
        worker.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 100));
        assertThat(bucket.keys("topics/"))
                .containsExactly(
                        "topics/orders/partition=0/orders-0-00000000000000000000.jsonl",
                        "topics/orders/partition=0/orders-0-00000000000000000025.jsonl",
                        "topics/orders/partition=0/orders-0-00000000000000000050.jsonl",
                        "topics/orders/partition=0/orders-0-00000000000000000075.jsonl");
        assertThat(worker.store.requests).hasSize(8);
        assertThat(worker.safeOffset(P0)).isEqualTo(100);
        assertThat(worker.context.commitRequests).isEqualTo(4);
        worker.stop();
    }

    @Test
    void writesRecordsDeliveredAgainOnlyOnce() {
        // Given
        produce(P0, 0, 60);
        Worker first = worker();
        first.drain();
        first.stop(); // 10 of them are only in the buffer, and the group's offset was never committed
        produce(P0, 60, 100);

        // When
        Worker second = worker();
        second.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 100));
        second.stop();
    }

    /** Go's UnixNano, or a producer's Long.MAX_VALUE: brokers take them by default before Kafka 4. */
    @ParameterizedTest
    @ValueSource(longs = {1_700_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void goesOnBehindARecordWithAnyTimestamp(long timestamp) {
        // Given
        produce(P0, 0, 24);
        add(P0, 24, Map.of("id", 24, "from", 0), timestamp);
        Worker first = worker();
        first.drain();
        first.stop();
        produce(P0, 25, 50);

        // When
        Worker second = worker();
        second.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 50));
        second.stop();
    }

    @Test
    void fencesAZombie() {
        // Given
        produce(P0, 0, 20);
        Worker zombie = worker();
        zombie.drain();
        Worker heir = worker();
        heir.drain();
        produce(P0, 20, 40);

        // When
        zombie.drain();
        heir.drain();
        zombie.stop();
        produce(P0, 40, 50);
        heir.drain();

        // Then
        assertThat(zombie.store.requests).anyMatch(request -> request.startsWith("get _penstock/"));
        assertThat(stored(P0)).isEqualTo(ids(0, 50));
        heir.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "CRASH_AFTER,putIfAbsent,_penstock/orders-to-s3/orders/0/00000000000000000002",
        "CRASH_BEFORE,putIfAbsent,_penstock/orders-to-s3/orders/0/00000000000000000002",
        "CRASH_BEFORE,putIfAbsent,topics/",
        "CRASH_AFTER,putIfAbsent,topics/"
    })
    void losesAndDoublesNothingWhenItCrashes(Fate fate, String operation, String key) {
        // Given
        produce(P0, 0, 60);
        Worker first = worker();
        first.store.once(fate, operation, key);
        assertThatThrownBy(first::drain).isInstanceOf(Crash.class);

        // When
        Worker second = worker();
        second.drain();
        second.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 60));
        second.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "UNANSWERED,putIfAbsent,/00000000000000000001",
        "UNANSWERED,putIfAbsent,/00000000000000000002",
        "LOST,putIfAbsent,/00000000000000000002",
        "UNANSWERED,putIfAbsent,topics/",
        "LOST,putIfAbsent,topics/",
        "LOST,list,_penstock",
        "UNANSWERED,putIfAbsent,probe=/"
    })
    void goesOnAfterALostRequestOrAnswer(Fate fate, String operation, String key) {
        // Given
        produce(P0, 0, 60);
        produce(P1, 0, 60);
        Worker worker = worker();
        worker.store.once(fate, operation, key);

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(stored(P0)).isEqualTo(ids(0, 60));
        assertThat(stored(P1)).isEqualTo(ids(0, 60));
        worker.stop();
    }

    @Test
    void sendsAPoisonRecordAloneToTheDeadLetterQueue() {
        // Given
        produce(P0, 0, 10);
        add(P0, 10, Map.of("id", 10, "list", List.of(1, Double.NaN)));
        produce(P0, 11, 25);
        add(P0, 25, null);
        produce(P0, 26, 27);
        Worker worker = worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.context.deadLetters).hasSize(1);
        assertThat(worker.context.deadLetters.get(0).record().kafkaOffset()).isEqualTo(10);
        assertThat(worker.context.deadLetters.get(0).reason())
                .hasMessageContaining("PEN-420")
                .hasMessageContaining("orders-0@10");
        assertThat(stored(P0)).hasSize(25).doesNotContain(10L, 25L);
        assertThat(worker.safeOffset(P0)).isEqualTo(27);
        worker.stop();
    }

    @Test
    void reportsAStretchOfDeadLettersOnlyOnce() {
        // Given
        produce(P0, 0, 25);
        LongStream.range(25, 35).forEach(offset -> add(P0, offset, Map.of("id", Double.NaN)));
        Worker first = worker();
        first.drain();
        assertThat(first.context.timeoutMs).isBetween(1L, 300_000L);
        first.age(300_000);
        first.stop();

        // When
        Worker second = worker();
        second.drain();

        // Then
        assertThat(first.context.deadLetters).hasSize(10);
        assertThat(second.context.deadLetters).isEmpty();
        assertThat(second.safeOffset(P0)).isEqualTo(35);
        assertThat(stored(P0)).isEqualTo(ids(0, 25));
        second.stop();
    }

    @Test
    void movesThePositionBeyondAsManyTombstonesAsAFileTakesRecords() {
        // Given
        LongStream.range(0, 60).forEach(offset -> add(P0, offset, null));
        Worker worker = worker();

        // When
        worker.drain();

        // Then a claim and two that hold no file
        assertThat(bucket.keys("_penstock/orders-to-s3/orders/0/")).hasSize(3);
        assertThat(bucket.keys("topics/")).isEmpty();
        assertThat(worker.safeOffset(P0)).isEqualTo(60);
        worker.stop();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"LOST", "UNANSWERED"})
    void movesThePositionWhateverFails(Fate fate) {
        // Given
        LongStream.range(0, 30).forEach(offset -> add(P0, offset, offset % 2 == 0 ? null : Map.of("id", Double.NaN)));
        produce(P0, 30, 60);
        Worker worker = worker();
        worker.store.once(fate, "putIfAbsent", "/00000000000000000002");

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(worker.context.deadLetters).hasSize(15);
        assertThat(stored(P0)).isEqualTo(ids(30, 60));
        assertThat(worker.safeOffset(P0)).isEqualTo(60);
        worker.stop();
    }

    @Test
    void failsOnAPoisonRecordWithoutADeadLetterQueue() {
        // Given
        add(P0, 0, Map.of("id", Double.POSITIVE_INFINITY));
        FakeSinkTaskContext context = new FakeSinkTaskContext();
        context.hasDeadLetterQueue = false;
        S3SinkTask task = new S3SinkTask(
                config -> S3ObjectStore.open(config.store(), config.objects(), Clock.systemUTC(), System::nanoTime),
                System::nanoTime,
                Clock.systemUTC(),
                Worker.PATIENTLY);
        task.initialize(context);
        task.start(props);
        task.open(Set.of(P0));

        // When / Then
        assertThatThrownBy(() -> task.put(records(P0)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining("PEN-110");
        task.stop();
    }

    @Test
    void flushesAnIdleFileByAge() {
        // Given
        produce(P0, 0, 5);
        Worker worker = worker();
        worker.drain();
        assertThat(worker.context.timeoutMs).isBetween(1L, 300_000L);
        assertThat(stored(P0)).isEmpty();

        // When
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 5));
        worker.stop();
    }

    @Test
    void writesReadableGzip() {
        // Given
        props.put("s3.compression.type", "gzip");
        produce(P0, 0, 50);
        Worker worker = worker();

        // When
        worker.drain();

        // Then
        assertThat(bucket.keys("topics/"))
                .allMatch(key -> key.endsWith(".jsonl.gz"))
                .hasSize(2);
        assertThat(stored(P0)).isEqualTo(ids(0, 50));
        worker.stop();
    }

    private void produceLarge(TopicPartition partition, int from, int to, int bytes) {
        String text = "x".repeat(bytes);
        IntStream.range(from, to)
                .forEach(offset ->
                        add(partition, offset, Map.of("id", offset, "from", partition.partition(), "text", text)));
    }

    @Test
    void uploadsALargeFileInPartsWhileItGrows() {
        // Given
        props.put("flush.size", "1000");
        produceLarge(P0, 0, 12, 1024 * 1024);
        Worker worker = worker();
        worker.drain();
        assertThat(worker.store.requests)
                .filteredOn(request -> request.startsWith("uploadPart"))
                .hasSize(2);
        assertThat(stored(P0)).isEmpty();
        assertThat(worker.task.started().writer().budget().used()).isLessThan(PART_BYTES);

        // When
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 12));
        assertThat(bucket.uploads()).isEmpty();
        assertThat(bucket.keys("_penstock/orders-to-s3/orders/0/u-")).isEmpty();
        worker.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "CRASH_AFTER,createUpload,topics/",
        "CRASH_AFTER,uploadPart,topics/",
        "CRASH_AFTER,putIfAbsent,/00000000000000000002",
        "CRASH_AFTER,complete,topics/"
    })
    void finishesOrAbortsTheUploadOfACrashedTask(Fate fate, String operation, String key) {
        // Given
        props.put("flush.size", "12");
        produceLarge(P0, 0, 12, 1024 * 1024);
        Worker first = worker();
        first.store.once(fate, operation, key);
        String foreign = bucket.client
                .createMultipartUpload(request -> request.bucket(bucket.name).key("topics/orders/partition=0/foreign"))
                .uploadId();
        assertThatThrownBy(first::drain).isInstanceOf(Crash.class);

        // When
        Worker second = worker();
        second.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 12));
        assertThat(bucket.uploads()).extracting(MultipartUpload::uploadId).containsExactly(foreign);
        second.stop();
    }

    @Test
    void abortsItsUnlistedUploadOnClose() {
        // Given
        props.put("flush.size", "1000");
        produceLarge(P0, 0, 7, 1024 * 1024);
        produce(P1, 0, 7);
        Worker worker = worker();
        worker.drain();
        assertThat(bucket.uploads()).hasSize(1);

        // When
        worker.close(Set.of(P0));
        worker.age(300_000);

        // Then nothing is left that the next owners would have to look after
        assertThat(bucket.uploads()).isEmpty();
        assertThat(bucket.keys("_penstock/orders-to-s3/orders/0/u-")).isEmpty();
        assertThat(stored(P0)).isEmpty();
        assertThat(stored(P1)).isEqualTo(ids(0, 7));
        worker.stop();
    }

    @Test
    void keepsWithinItsMemory() {
        // Given
        props.put("flush.size", "100000");
        props.put("buffer.memory.bytes", Integer.toString(3 * PART_BYTES));
        for (int partition = 0; partition < 8; partition++) {
            produceLarge(new TopicPartition("orders", partition), 0, 12, 400 * 1024);
        }
        Worker worker = worker();

        // When
        worker.drain();
        long peak = worker.task.started().writer().budget().peak();
        worker.age(300_000);

        // Then
        assertThat(peak).isBetween(2L * PART_BYTES, 3L * PART_BYTES);
        for (int partition = 0; partition < 8; partition++) {
            assertThat(stored(new TopicPartition("orders", partition))).isEqualTo(ids(0, 12));
        }
        worker.stop();
    }

    @Test
    void dropsRecordsOfAPartitionThatIsNotItsOwn() {
        // Given
        produce(P0, 0, 30);
        Worker worker = worker();
        worker.drain();
        worker.close(Set.of(P0));

        // When
        worker.task.put(records(P0));
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 25));
        worker.stop();
    }

    @Test
    void opensANewGenerationWhenOffsetsAreAltered() {
        // Given
        produce(P0, 0, 50);
        Worker first = worker();
        first.drain();
        first.commit();
        first.stop();
        S3SinkConnector connector = new S3SinkConnector();
        connector.start(props);

        // When
        connector.alterOffsets(props, Map.of(P0, 25L));
        connector.alterOffsets(props, Map.of(P0, 25L));
        group.put(P0, 25L);
        Worker second = worker();
        second.drain();

        // Then
        assertThat(bucket.keys("topics/"))
                .containsExactly(
                        "topics/orders/partition=0/orders-0-00000000000000000000.jsonl",
                        "topics/orders/partition=0/orders-0-00000000000000000025-g1.jsonl",
                        "topics/orders/partition=0/orders-0-00000000000000000025.jsonl");
        assertThat(stored(P0)).hasSize(75);
        second.stop();
    }

    @Test
    void resetsAllChainsWhereADeleteFindsNothingInTheGroup() {
        // Given
        TopicPartition other = new TopicPartition("clients", 3);
        produce(P0, 0, 50);
        produce(other, 0, 50);
        Worker first = worker();
        first.drain();
        first.commit();
        first.stop();

        // When
        Map<String, String> reading = new HashMap<>(props);
        reading.put("topics", "orders,clients");
        new S3SinkConnector().alterOffsets(reading, Map.of());
        group.clear();
        Worker second = worker();
        second.drain();

        // Then
        assertThat(stored(P0)).hasSize(100);
        assertThat(stored(other)).hasSize(100);
        second.stop();
    }

    @Test
    void neverReplacesAForeignObject() {
        // Given
        String key = "topics/orders/partition=0/orders-0-00000000000000000000.jsonl";
        bucket.put(key, "somebody's");
        produce(P0, 0, 30);
        Worker worker = worker();

        // When / Then
        assertThatThrownBy(worker::drain)
                .hasMessageContaining("PEN-411")
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining("no sink of this kind wrote it")
                .hasMessageContaining("_penstock/orders-to-s3/orders/0/");
        assertThat(bucket.bytes(key)).asString().isEqualTo("somebody's");
        worker.stop();

        // When the object is moved away, nothing is lost
        bucket.client.deleteObject(request -> request.bucket(bucket.name).key(key));
        Worker second = worker();
        second.drain();
        second.age(300_000);
        assertThat(stored(P0)).isEqualTo(ids(0, 30));
        second.stop();
    }

    @Test
    void saysWhoseTheObjectIsAndGoesOnUnderTheFormerName() {
        // Given a connector that was created anew under another name
        produce(P0, 0, 30);
        Worker first = worker();
        first.drain();
        first.stop();
        group.clear();
        props.put("name", "orders-archive");

        // When / Then
        Worker second = worker();
        assertThatThrownBy(second::drain)
                .hasMessageContaining("PEN-411")
                .hasMessageContaining("connector orders-to-s3 wrote it, with records of orders-0 from offset 0 to 24")
                .hasMessageContaining("set ledger.id to what it was");
        second.stop();

        // When it does as the message says, nothing is lost or doubled
        props.put("ledger.id", "orders-to-s3");
        Worker third = worker();
        third.drain();
        third.age(300_000);
        assertThat(stored(P0)).isEqualTo(ids(0, 30));
        third.stop();
    }

    @Test
    void refusesATopicThatWasCreatedAnew() {
        // Given
        produce(P0, 0, 25);
        Worker first = worker();
        first.drain();
        first.stop();
        log.clear();
        LongStream.range(0, 40).forEach(offset -> add(P0, offset, Map.of("id", offset, "from", 0, "other", true)));

        // When / Then
        Worker second = worker();
        assertThatThrownBy(second::drain).hasMessageContaining("PEN-120").hasMessageContaining("orders-0");
        second.stop();
    }

    @Test
    void commitsNothingWhileAnOlderLedgerIsAheadAndUnproven() {
        // Given
        produce(P0, 0, 50);
        Worker first = worker();
        first.drain();
        first.stop();
        Worker second = worker();

        // When / Then
        second.poll();
        assertThat(second.safeOffset(P0)).isEqualTo(-1);
        second.drain();
        assertThat(second.safeOffset(P0)).isEqualTo(50);
        second.stop();
    }

    @Test
    void commitsNoFurtherThanConnectHasDelivered() {
        // Given
        produce(P0, 0, 30);
        Worker worker = worker();
        worker.store.once(Fate.UNANSWERED, "putIfAbsent", "topics/");
        worker.poll();
        worker.poll();
        assertThat(worker.safeOffset(P0)).isEqualTo(-1);

        // When
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);

        // Then
        assertThat(worker.safeOffset(P0)).isEqualTo(-1);
        worker.poll();
        assertThat(worker.safeOffset(P0)).isEqualTo(25);
        worker.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void losesAndDoublesNothingWhateverFailsInTheMiddleOfAPut(int seed) {
        // Given
        Draws draws = new Draws(seed);
        props.put("flush.size", "7");
        for (TopicPartition partition : List.of(P0, P1)) {
            produce(partition, 0, 33);
            add(partition, 33, Map.of("id", Double.NaN));
            produce(partition, 34, 90);
        }
        Worker worker = worker();
        worker.store.plan = (operation, key) -> {
            RandomGenerator random = draws.of(operation, key);
            return random.nextInt(4) > 0 ? Fate.OK : random.nextBoolean() ? Fate.LOST : Fate.UNANSWERED;
        };

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isPositive();
        for (TopicPartition partition : List.of(P0, P1)) {
            assertThat(stored(partition)).doesNotHaveDuplicates().hasSize(89);
            assertThat(worker.safeOffset(partition)).isEqualTo(90);
        }
        assertThat(worker.context.deadLetters).hasSize(2);
        worker.stop();
    }

    /** A rebalance takes all that was to be delivered again; what comes next is fresh, also of a partition that was sent back. */
    @Test
    void takesFreshRecordsAfterARebalanceForWhatTheyAre() {
        // Given P0 is fenced and sent back in puts of nothing but P1's records, which fail
        produce(P1, 0, 10);
        Worker worker = fencedOnP0();
        produce(P1, 10, 12);
        worker.store.first(2, Fate.LOST, "putIfAbsent", "topics/orders/partition=1");
        worker.poll();
        worker.poll();
        assertThat(worker.context.seeks).containsKey(P0);
        assertThat(worker.retriable).isEqualTo(2);
        produce(P0, 10, 30);

        // When
        worker.close(Set.of(P1));
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 30));
        worker.stop();
    }

    /** Another task has claimed P0, and writes nothing: no position is known, and this one must read again from its first record. */
    private Worker fencedOnP0() {
        produce(P0, 0, 10);
        Worker worker = worker();
        worker.poll();
        Worker heir = new Worker(props, Map.of(P0, records(P0)), group);
        heir.poll();
        heir.stop();
        worker.nanos.addAndGet(300_000_000_000L);
        return worker;
    }

    @Test
    void takesWhatItWasSentBackForAlthoughItWaitedForTheClaimOfAnotherPartition() {
        // Given P0 is fenced and sent back in a put that succeeds
        Worker worker = fencedOnP0();
        produce(P0, 10, 30);
        worker.poll();
        assertThat(worker.context.seeks).containsEntry(P0, 0L);
        assertThat(worker.retriable).isZero();

        // When what comes from there is given back, since a partition that is opened now cannot be claimed
        produce(P1, 0, 30);
        worker.open(Set.of(P1));
        worker.store.once(Fate.LOST, "putIfAbsent", "_penstock/orders-to-s3/orders/1/00000000000000000001");
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(stored(P0)).isEqualTo(ids(0, 30));
        assertThat(stored(P1)).isEqualTo(ids(0, 30));
        worker.stop();
    }

    @Test
    void dropsWhatWasFetchedBeforeAClaimSentItBack() {
        // Given P0 is fenced in a put of nothing but P1's records, and cannot be claimed anew
        produce(P1, 0, 10);
        Worker worker = fencedOnP0();
        produce(P1, 10, 12);
        worker.store.once(Fate.LOST, "list", "_penstock/orders-to-s3/orders/0/");
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        assertThat(worker.context.seeks).isEmpty();

        // When a rebalance takes P1 and with it all that was given back: what comes is fresh, but not from where the
        // claim sends
        worker.close(Set.of(P1));
        produce(P0, 10, 30);
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 30));
        worker.stop();
    }

    /** Connect sends the consumer back before it delivers a batch again, and then counts that batch as consumed. */
    @Test
    void believesNoCountOfWhatWasConsumedBeforeSomethingComesFromWhereItWasSent() {
        // Given P0 is fenced, and sent back in a put that fails, because of P1
        produce(P1, 0, 10);
        Worker worker = fencedOnP0();
        produce(P0, 10, 20);
        produce(P1, 10, 20);
        worker.store.first(2, Fate.LOST, "putIfAbsent", "topics/orders/partition=1");
        worker.poll();
        worker.poll();
        assertThat(worker.context.seeks).containsEntry(P0, 0L);
        assertThat(worker.retriable).isEqualTo(2);

        // When the batch is taken at last, and nothing comes of P0
        worker.silent.add(P0);
        worker.poll();
        worker.poll();
        worker.commit();

        // Then
        assertThat(group).doesNotContainKey(P0);
        worker.silent.clear();
        worker.drain();
        worker.age(300_000);
        worker.commit();
        assertThat(stored(P0)).isEqualTo(ids(0, 20));
        assertThat(group).containsEntry(P0, 20L);
        worker.stop();
    }

    @Test
    void believesThatCountOnlyWhenWhatCameFromThereIsTaken() {
        // Given the same, and tombstones in the place where P0 was sent
        produce(P1, 0, 10);
        Worker worker = fencedOnP0();
        log.put(P0, new ArrayList<>());
        LongStream.range(0, 20).forEach(offset -> add(P0, offset, null));
        produce(P1, 10, 30);
        worker.store.first(3, Fate.LOST, "putIfAbsent", "topics/orders/partition=1");
        worker.poll();
        worker.poll();
        assertThat(worker.context.seeks).containsEntry(P0, 0L);
        worker.poll();
        assertThat(worker.retriable).isEqualTo(3);
        worker.poll();
        worker.silent.add(P0);
        worker.poll();
        worker.silent.clear();
        worker.store.once(Fate.LOST, "putIfAbsent", "topics/orders/partition=1");
        worker.nanos.addAndGet(300_000_000_000L);

        // When the first tombstones are given back
        worker.poll();
        assertThat(worker.retriable).isEqualTo(4);
        worker.commit();

        // Then
        assertThat(group.getOrDefault(P0, 0L)).isZero();
        worker.stop();
    }

    @Test
    void aZombieWhoseUploadItsHeirHasAbortedGoesOn() {
        // Given
        props.put("flush.size", "12");
        produceLarge(P0, 0, 8, 1024 * 1024);
        Worker zombie = worker();
        zombie.drain();
        assertThat(bucket.uploads()).hasSize(1);
        Worker heir = worker();
        heir.poll();
        heir.stop();
        assertThat(bucket.uploads()).isEmpty();
        produceLarge(P0, 8, 24, 1024 * 1024);

        // When
        zombie.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 24));
        assertThat(bucket.uploads()).isEmpty();
        zombie.stop();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"LOST", "FORBIDDEN"})
    void stopsAtOnceWhenTheStoreIsSilent(Fate fate) {
        // Given
        props.put("flush.size", "1000");
        produceLarge(P0, 0, 7, 1024 * 1024);
        produceLarge(P1, 0, 7, 1024 * 1024);
        Worker worker = worker();
        worker.drain();
        assertThat(bucket.uploads()).hasSize(2);
        worker.store.plan = (operation, key) -> fate;

        // When
        worker.stop();

        // Then
        assertThat(worker.store.patiences)
                .singleElement()
                .satisfies(patience -> assertThat(patience).isLessThanOrEqualTo(Duration.ofSeconds(2)));
    }

    @Test
    void keepsBothTopicsThatATransformGaveOneName() {
        // Given
        props.put("delivery.guarantee", "at_least_once");
        TopicPartition other = new TopicPartition("others", 0);
        produce(P0, 0, 25);
        LongStream.range(0, 25)
                .forEach(offset -> log.computeIfAbsent(other, unused -> new ArrayList<>())
                        .add(new SinkRecord(
                                "orders",
                                0,
                                null,
                                null,
                                null,
                                Map.of("id", offset, "from", 9),
                                offset,
                                1L,
                                TimestampType.CREATE_TIME,
                                List.of(),
                                "others",
                                0,
                                offset)));
        Worker worker = worker();

        // When
        worker.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 25));
        assertThat(stored(new TopicPartition("others", 9))).isEqualTo(ids(0, 25));
        worker.stop();
    }

    @Test
    void abortsTheOtherUploadsWhenOneIsGoneAndNoChainKnowsThem() {
        // Given two large files, one of which a lifecycle rule takes
        props.put("delivery.guarantee", "at_least_once");
        props.put("flush.size", "1000");
        props.put("partitioner", "field");
        props.put("partition.field.name", "id");
        String text = "x".repeat(1024 * 1024);
        LongStream.range(0, 14)
                .forEach(offset -> add(P0, offset, Map.of("id", offset % 2, "from", 0, "offset", offset, "t", text)));
        Worker worker = worker();
        worker.drain();
        MultipartUpload taken = bucket.uploads().get(0);
        assertThat(bucket.uploads()).hasSize(2);
        bucket.client.abortMultipartUpload(
                request -> request.bucket(bucket.name).key(taken.key()).uploadId(taken.uploadId()));

        // When
        worker.age(300_000);
        worker.age(300_000);

        // Then
        assertThat(bucket.uploads()).isEmpty();
        assertThat(bucket.lines("topics/").stream()
                        .map(line -> line.replaceAll(".*\"offset\":(\\d+).*", "$1"))
                        .distinct())
                .hasSize(14);
        worker.stop();
    }

    @Test
    void sendsARecordWhoseTopicMakesNoKeyToTheDeadLetterQueue() {
        // Given
        produce(P0, 0, 1);
        log.put(P0, List.of(records(P0).get(0).newRecord("a/../b", 0, null, "k", null, Map.of("id", 0), 1L)));
        Worker worker = worker();

        // When
        worker.drain();

        // Then
        assertThat(worker.context.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason())
                        .hasMessageContaining("PEN-423")
                        .hasMessageNotContaining("a/.."));
        worker.stop();
    }

    @Test
    void writesEverythingAtLeastOnceWithoutAChain() {
        // Given
        props.put("delivery.guarantee", "at_least_once");
        produce(P0, 0, 50);
        Worker worker = worker();

        // When
        worker.drain();

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 50));
        assertThat(bucket.keys("_penstock/")).isEmpty();
        worker.stop();
    }

    @Test
    void warnsWhereItGoesBackAfterATimeOfAtLeastOnce() {
        // Given
        produce(P0, 0, 25);
        Worker first = worker();
        first.drain();
        first.stop();
        produce(P0, 25, 50);
        group.put(P0, 40L);

        // When / Then
        Worker again = worker();
        try (LogLines lines = LogLines.capture()) {
            again.drain();
            assertThat(lines.count(
                            "WARN io.penstock.s3.writer.PartitionWriter - orders-0: Kafka delivered from offset 40 on, and the sink goes on"
                                    + " from offset 25"))
                    .isOne();
        }
        assertThat(stored(P0)).isEqualTo(ids(0, 50));
        again.stop();
    }

    /** The group stands beyond a transaction's marker, or what a transform has dropped. */
    @Test
    void doesNotWarnWhereNothingLiesBetween() {
        // Given
        produce(P0, 0, 25);
        Worker first = worker();
        first.drain();
        first.stop();
        produce(P0, 40, 50);
        group.put(P0, 40L);

        // When / Then
        Worker again = worker();
        try (LogLines lines = LogLines.capture()) {
            again.drain();
            assertThat(lines.count("WARN io.penstock.s3.writer.PartitionWriter"))
                    .isZero();
            assertThat(lines.count(
                            "INFO io.penstock.s3.writer.PartitionWriter - orders-0: Kafka delivers from offset 40"))
                    .isOne();
        }
        again.age(300_000);
        assertThat(stored(P0)).hasSize(35);
        again.stop();
    }

    @Test
    void refusesAStoreThatIgnoresConditions() {
        // Given
        produce(P0, 0, 50);
        Worker worker = worker();
        worker.store.ignoresConditions = true;

        // When / Then
        assertThatThrownBy(worker::poll)
                .hasMessageContaining("PEN-410")
                .hasMessageContaining("delivery.guarantee=at_least_once");
        assertThat(bucket.keys("_penstock/orders-to-s3/probe=/")).isEmpty();
        worker.stop();
    }

    @Test
    void endsAFileByRecordTime() {
        // Given
        props.put("rotate.interval.ms", "10");
        produce(P0, 0, 30); // one millisecond apart

        // When
        Worker worker = worker();
        worker.drain();

        // Then
        assertThat(bucket.keys("topics/")).hasSize(2);
        assertThat(stored(P0)).isEqualTo(ids(0, 20));
        worker.stop();
    }

    /** The worker's clock begins at a quarter past noon. */
    @Test
    void endsFilesAtTheTimesOfTheSchedule() {
        // Given
        props.put("rotate.schedule.interval.ms", "1800000");
        props.put("timezone", "Asia/Kolkata");
        props.put("file.max.age.ms", "86400000");
        produce(P0, 0, 5);
        produce(P1, 0, 5);
        Worker worker = worker();
        worker.drain();
        assertThat(worker.context.timeoutMs).isBetween(1L, 15 * 60_000L);

        // When the time comes while nothing comes
        worker.age(15 * 60_000 - 1);
        assertThat(bucket.keys("topics/")).isEmpty();
        worker.age(1);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(0, 5));
        assertThat(stored(P1)).isEqualTo(ids(0, 5));

        // When it comes between two puts, the record after it is of the next file
        produce(P0, 5, 6);
        worker.drain();
        produce(P0, 6, 7);
        worker.age(30 * 60_000);
        assertThat(stored(P0)).isEqualTo(ids(0, 6));
        worker.age(30 * 60_000);
        assertThat(stored(P0)).isEqualTo(ids(0, 7));
        worker.stop();
    }

    @Test
    void passesOverGapsAndRecordsWithoutAValue() {
        // Given
        produce(P0, 5, 10);
        add(P0, 20, null);
        Worker worker = worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(stored(P0)).isEqualTo(ids(5, 10));
        assertThat(worker.safeOffset(P0)).isEqualTo(21);
        worker.stop();
    }

    @Test
    void writesNullForATombstoneWhereAsked() {
        // Given
        props.put("behavior.on.null.values", "write");
        produce(P0, 0, 1);
        add(P0, 1, null);
        Worker worker = worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(bucket.lines("topics/")).hasSize(2).endsWith("null");
        worker.stop();
    }

    @Test
    void keepsYoungCommitRecordsAndSettlesTheLastBatch() {
        // Given
        produce(P0, 0, 50);
        Worker first = worker();
        first.drain();
        first.stop();
        String newest = "_penstock/orders-to-s3/orders/0/00000000000000000003";
        assertThat(bucket.keys("_penstock/orders-to-s3/orders/0/")).endsWith(newest);

        // When
        Worker second = worker();
        second.drain();
        second.stop();

        // Then: a claim and a word that the files are in place
        assertThat(bucket.keys("_penstock/orders-to-s3/orders/0/"))
                .contains(newest)
                .hasSize(5);
    }

    /** All fencing rests on it. */
    @Test
    void exactlyOneOfManySimultaneousConditionalPutsWins() throws Exception {
        assumeTrue(putsAtomically(), "this store lets several conditional puts at the same moment succeed");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        S3SinkConfig config = S3SinkConfig.parse(props);
        try (ObjectStore store =
                S3ObjectStore.open(config.store(), config.objects(), Clock.systemUTC(), System::nanoTime)) {
            for (int round = 0; round < 20; round++) {
                // Given
                String key = "race/" + round;
                CountDownLatch go = new CountDownLatch(1);
                List<Future<Optional<String>>> writers = new ArrayList<>();
                for (int writer = 0; writer < 8; writer++) {
                    String text = "writer-" + writer;
                    writers.add(threads.submit(() -> {
                        go.await();
                        return wins(store, key, text) ? Optional.of(text) : Optional.empty();
                    }));
                }

                // When
                go.countDown();

                // Then
                List<String> winners = new ArrayList<>();
                for (Future<Optional<String>> writer : writers) {
                    writer.get().ifPresent(winners::add);
                }
                assertThat(winners).as("winners of round %d", round).containsExactly(text(key));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private String text(String key) {
        return new String(bucket.bytes(key), StandardCharsets.UTF_8);
    }

    private static boolean wins(ObjectStore store, String key, String text) {
        Content content = Content.of(text.getBytes(StandardCharsets.UTF_8));
        while (true) {
            try {
                return store.putIfAbsent(key, content, ObjectHeaders.ofType("text/plain"))
                        .isPresent();
            } catch (TransientException e) {
                assertThat(e).hasMessageContaining("409"); // another is just writing: asked again
            }
        }
    }

    @Test
    void namesWrongCredentials() {
        assumeTrue(checksSignatures(), "this store takes any secret");
        props.put("aws.secret.access.key", "wrong");
        produce(P0, 0, 1);
        Worker worker = worker();
        assertThatThrownBy(worker::poll)
                .hasMessageContaining("PEN-402")
                .hasMessageContaining("aws.secret.access.key")
                .hasMessageNotContaining("wrong");
        worker.stop();
    }

    @Test
    void namesAMissingBucket() {
        props.put("s3.bucket.name", "no-such-bucket");
        produce(P0, 0, 1);
        Worker worker = worker();
        assertThatThrownBy(worker::poll).hasMessageContaining("PEN-403").hasMessageContaining("no-such-bucket");
        worker.stop();
    }

    @Test
    void waitsForAStoreThatIsDownAtItsStartAndGivesUpInTheEnd() {
        // Given
        props.put("store.url", "http://127.0.0.1:1");
        props.put("retry.timeout.ms", "1000");
        produce(P0, 0, 1);
        Worker worker = worker();
        worker.poll();
        assertThat(worker.retriable).isEqualTo(1);
        worker.nanos.addAndGet(2_000_000_000L);

        // When / Then
        assertThatThrownBy(worker::poll)
                .hasMessageContaining("PEN-401")
                .hasMessageContaining("retry.timeout.ms")
                .hasMessageContaining("127.0.0.1:1");
        worker.stop();
    }
}
