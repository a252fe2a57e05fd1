package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.store.S3ArchiveStore;
import io.penstock.testkit.junit.LogLines;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.connector.ConnectRecord;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** From a topic into a bucket, and from the bucket into records again. */
class RestoreIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);

    @TempDir
    static Path directory;

    private static final String TEXTS = "org.apache.kafka.connect.storage.StringConverter";

    private static S3ProxyServer server;

    private final AtomicLong nanos = new AtomicLong();
    private final KeptOffsets offsets = new KeptOffsets();
    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    @BeforeEach
    void begin() {
        scenario = new Scenario(server);
        scenario.props.put("envelope", "full");
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    /** As ByteArrayConverter makes it of what Kafka holds. */
    private void produceRaw(TopicPartition partition, int from, int to) {
        Random random = new Random(partition.partition());
        for (int offset = from; offset < to; offset++) {
            ConnectHeaders headers = new ConnectHeaders();
            for (int i = 0; i < random.nextInt(4); i++) {
                headers.add("h" + i / 2, new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, noise(random)));
            }
            if (offset % 10 != 9) { // as where a log was compacted
                scenario.log
                        .computeIfAbsent(partition, unused -> new ArrayList<>())
                        .add(new SinkRecord(
                                partition.topic(),
                                partition.partition(),
                                Schema.OPTIONAL_BYTES_SCHEMA,
                                noise(random),
                                Schema.OPTIONAL_BYTES_SCHEMA,
                                noise(random),
                                offset,
                                1_000_000L - 7L * offset,
                                TimestampType.CREATE_TIME,
                                headers));
            }
        }
    }

    private static byte @Nullable [] noise(Random random) {
        int kind = random.nextInt(5);
        if (kind == 0) {
            return null;
        }
        byte[] noise = new byte[kind == 1 ? 0 : random.nextInt(60)];
        random.nextBytes(noise);
        return noise;
    }

    private void archive(Map<String, String> settings) {
        scenario.props.putAll(settings);
        Worker worker = scenario.worker();
        worker.drain();
        worker.age(300_000);
        worker.stop();
    }

    private S3RestoreSourceTask task(String... more) {
        return task(config -> S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), more);
    }

    private S3RestoreSourceTask task(
            java.util.function.Function<S3RestoreConfig, ArchiveStore> stores, String... more) {
        Map<String, String> props = new HashMap<>(scenario.props);
        props.keySet()
                .retainAll(List.of(
                        "s3.bucket.name",
                        "s3.region",
                        "store.url",
                        "aws.access.key.id",
                        "aws.secret.access.key",
                        "retry.backoff.initial.ms",
                        "retry.backoff.max.ms"));
        props.put("name", "orders-from-s3");
        props.put("restore.topics", "orders");
        props.put("restore.topic.name", "${topic}-again");
        props.put("ledger.id", "orders-to-s3");
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            props.put(converter, "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        S3RestoreSourceTask task = new S3RestoreSourceTask(stores, nanos::get);
        task.initialize(offsets);
        task.start(props);
        return task;
    }

    /** All that comes until nothing does; kept are the offsets of what was taken. */
    private List<SourceRecord> rest(S3RestoreSourceTask task) {
        List<SourceRecord> all = new ArrayList<>();
        for (int idle = 0; idle < 2; ) {
            List<SourceRecord> some = task.poll();
            idle = some == null ? idle + 1 : 0;
            nanos.addAndGet(1_000_000_000L);
            all.addAll(some == null ? List.of() : some);
        }
        keep(all);
        return all;
    }

    private void keep(List<SourceRecord> records) {
        records.forEach(record -> offsets.keep(record.sourcePartition(), record.sourceOffset()));
    }

    private static String text(@Nullable Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    /** All of a record that a producer can write. */
    private static String content(ConnectRecord<?> record) {
        return text(record.key()) + "=" + text(record.value()) + "@" + record.timestamp()
                + StreamSupport.stream(record.headers().spliterator(), false)
                        .map(header -> header.key() + ":" + text(header.value()))
                        .toList();
    }

    private static List<String> contents(List<SourceRecord> restored, TopicPartition partition) {
        return restored.stream()
                .filter(record -> record.kafkaPartition() == partition.partition())
                .map(RestoreIT::content)
                .toList();
    }

    private List<String> produced(TopicPartition partition) {
        return scenario.log.getOrDefault(partition, List.of()).stream()
                .map(RestoreIT::content)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "jsonl,none,1000000",
        "jsonl,gzip,20",
        "jsonl,zstd,7",
        "avro,none,50",
        "avro,gzip,20",
        "avro,snappy,1000000",
        "avro,zstd,30"
    })
    void givesBackWhatWasThereBitForBit(String format, String compression, String flushSize) {
        // Given
        produceRaw(P0, 0, 200);
        produceRaw(P1, 50, 120);
        archive(Map.of("format", format, "s3.compression.type", compression, "flush.size", flushSize));

        // When
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        task.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
        assertThat(contents(restored, P1)).isEqualTo(produced(P1));
        assertThat(restored).allSatisfy(record -> {
            assertThat(record.topic()).isEqualTo("orders-again");
            assertThat(record.valueSchema()).isEqualTo(Schema.OPTIONAL_BYTES_SCHEMA);
        });
    }

    @ParameterizedTest
    @CsvSource({"jsonl,", "avro,", "parquet,ends in none of"})
    void givesTextsBackAndRefusesFormatsThatItCannotRead(String format, @Nullable String refused) {
        // Given
        for (int offset = 0; offset < 5; offset++) {
            scenario.log
                    .computeIfAbsent(P0, unused -> new ArrayList<>())
                    .add(new SinkRecord(
                            P0.topic(),
                            0,
                            Schema.OPTIONAL_STRING_SCHEMA,
                            offset == 2 ? null : "aw==",
                            Schema.STRING_SCHEMA,
                            "\u00e4 " + offset,
                            offset,
                            7L,
                            TimestampType.LOG_APPEND_TIME));
        }
        archive(Map.of("format", format));
        S3RestoreSourceTask task = task("key.converter", TEXTS, "value.converter", TEXTS);

        // When / Then
        if (refused != null) {
            assertThatThrownBy(() -> rest(task)).hasMessageContaining("PEN-430").hasMessageContaining(refused);
        } else {
            S3RestoreSourceTask bytes = task("key.converter", TEXTS);
            assertThatThrownBy(() -> rest(bytes))
                    .hasMessageContaining("orders-0@0 cannot be replayed: a value was archived as a text")
                    .hasMessageContaining("Set value.converter=" + TEXTS);
            bytes.stop();
            List<SourceRecord> restored = rest(task);
            assertThat(contents(restored, P0)).isEqualTo(produced(P0));
            assertThat(restored.get(0).valueSchema()).isEqualTo(Schema.OPTIONAL_STRING_SCHEMA);
        }
        task.stop();
    }

    @ParameterizedTest
    @CsvSource({"envelope,none,envelope=none", "envelope,full,neither bytes nor texts"})
    void refusesAvroFilesThatDoNotSayWhatKafkaHad(String key, String value, String why) {
        // Given
        scenario.produce(P0, 0, 5);
        archive(Map.of("format", "avro", key, value));

        // When / Then
        S3RestoreSourceTask task = task();
        assertThatThrownBy(() -> rest(task))
                .hasMessageContaining("PEN-430")
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining(why);
        task.stop();
    }

    @Test
    void keepsTheOrderOfAPartitionWhoseFilesInterleave() {
        // Given many files side by side
        produceRaw(P0, 0, 500);
        archive(Map.of("partitioner", "template", "path.template", "p=${timestamp|SSS}", "flush.size", "40"));
        assertThat(scenario.bucket.keys("topics/")).hasSizeGreaterThan(200);

        // When
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        task.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    @Test
    void goesOnAfterACrashWhereTheOffsetsSay() {
        // Given
        produceRaw(P0, 0, 3_000);
        archive(Map.of("flush.size", "400"));
        List<SourceRecord> restored = new ArrayList<>();

        // When tasks die with a part of what they gave kept
        for (int life = 0; life < 4; life++) {
            S3RestoreSourceTask task = task();
            List<SourceRecord> some = Objects.requireNonNull(task.poll());
            List<SourceRecord> kept = some.subList(0, some.size() / 2 + 3);
            keep(kept);
            restored.addAll(kept);
            task.stop();
        }
        S3RestoreSourceTask last = task();
        restored.addAll(rest(last));
        last.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    @Test
    void beginsAnewForAnotherTargetAndSaysWhereItGoesOn() {
        // Given
        produceRaw(P0, 0, 100);
        archive(Map.of());
        S3RestoreSourceTask rehearsal = task("restore.topic.name", "${topic}-try");
        assertThat(contents(rest(rehearsal), P0)).isEqualTo(produced(P0));
        rehearsal.stop();

        // When
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        task.stop();
        try (LogLines log = LogLines.capture()) {
            S3RestoreSourceTask again = task();
            assertThat(rest(again)).isEmpty();
            again.stop();

            // Then
            assertThat(log.contains("after offset 98, which Connect has kept")).isTrue();
        }
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    @Test
    void replaysNothingThatNoCommitRecordLists() {
        // Given what a task without a fence would have left: in the midst of the archive, and beyond its end
        produceRaw(P0, 0, 200);
        archive(Map.of("flush.size", "50"));
        String orphan = "{\"topic\":\"orders\",\"partition\":0,\"offset\":%d,\"timestamp\":1,"
                + "\"timestamp_type\":\"CreateTime\",\"key\":null,\"headers\":[],\"value\":\"orphan\"}\n";
        for (int offset : new int[] {99, 30, 5_000}) {
            String key = "topics/orders/partition=0/orders-0-%020d.jsonl".formatted(offset);
            scenario.bucket.client.putObject(
                    request ->
                            request.bucket(scenario.bucket.name).key(key).metadata(Map.of("penstock-nonce", "another")),
                    RequestBody.fromString(orphan.formatted(offset)));
        }

        // When
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        task.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    @Test
    void failsWhereAnotherObjectStandsInAFilesPlace() {
        // Given
        produceRaw(P0, 0, 20);
        archive(Map.of());
        String key = scenario.bucket.keys("topics/").get(0);
        scenario.bucket.put(key, String.join("\n", scenario.bucket.lines(key)) + "\n");

        // When / Then
        S3RestoreSourceTask task = task();
        assertThatThrownBy(() -> rest(task))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-430")
                .hasMessageContaining("orders-0@0")
                .hasMessageContaining("no nonce");
        task.stop();
    }

    @Test
    void handsOnWhatIsWholeBeforeADamagedFile() {
        // Given
        produceRaw(P0, 0, 100);
        archive(Map.of("flush.size", "45"));
        scenario.bucket.put(scenario.bucket.keys("topics/").get(1), "{\"not\":\"ours\"}\n");
        S3RestoreSourceTask task = task();

        // When
        List<SourceRecord> whole = Objects.requireNonNull(task.poll());

        // Then
        assertThat(contents(whole, P0)).isEqualTo(produced(P0).subList(0, 45));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(task::poll).hasMessageContaining("PEN-430").hasMessageContaining("orders-0@50");
        }
        task.stop();
    }

    @Test
    void failsWithoutCommitRecordsUnlessItIsToldThatThereAreNone() {
        // Given
        produceRaw(P0, 0, 100);
        archive(Map.of("delivery.guarantee", "at_least_once"));

        // When / Then
        S3RestoreSourceTask strict = task();
        assertThatThrownBy(() -> rest(strict)).hasMessageContaining("PEN-430").hasMessageContaining("ledger.id=none");
        strict.stop();
        S3RestoreSourceTask lenient = task("ledger.id", "none");
        assertThat(contents(rest(lenient), P0)).isEqualTo(produced(P0));
        lenient.stop();
    }

    @Test
    void followsAnArchiveThatGrowsAndWaitsForABatchThatIsNotWhole() {
        // Given an archive whose last batch is committed, but of whose files one is not in place
        scenario.props.put("partitioner", "template");
        scenario.props.put("path.template", "p=${timestamp|S}");
        scenario.props.put("flush.size", "10");
        produceRaw(P0, 0, 100);
        archive(Map.of());
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
        produceRaw(P0, 100, 160);
        dieBetweenFiles(100);

        // When
        nanos.addAndGet(60_000_000_000L);
        List<SourceRecord> early = rest(task);
        archive(Map.of());
        nanos.addAndGet(60_000_000_000L);
        List<SourceRecord> late = rest(task);
        task.stop();

        // Then
        assertThat(early).isEmpty();
        restored.addAll(late);
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    /** What Connect's REST interface does when the sink is stopped. */
    private void setBack(TopicPartition partition, long offset) {
        new S3SinkConnector().alterOffsets(scenario.props, Map.of(partition, offset));
        scenario.group.put(partition, offset);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingWhenTheSinksOffsetsAreSetBack(boolean restarted) {
        // Given a restore that has come to the end of the archive
        produceRaw(P0, 0, 100);
        archive(Map.of("flush.size", "1000"));
        S3RestoreSourceTask task = task();
        List<SourceRecord> restored = rest(task);
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));

        // When the sink writes again from before its end, in other files, seen half way and later
        setBack(P0, 50);
        nanos.addAndGet(60_000_000_000L);
        assertThat(rest(task)).isEmpty();
        produceRaw(P0, 100, 150);
        archive(Map.of());
        S3RestoreSourceTask next = restarted ? task() : task;
        nanos.addAndGet(60_000_000_000L);
        restored.addAll(rest(next));
        produceRaw(P0, 150, 200);
        scenario.group.put(P0, 150L);
        archive(Map.of());
        nanos.addAndGet(60_000_000_000L);
        restored.addAll(rest(next));
        task.stop();
        next.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    /** The sink's task, in its first batch, when one file is in place. */
    private void dieBetweenFiles(long offset) {
        Worker dying = scenario.worker();
        dying.group.put(P0, offset);
        int[] files = {0};
        dying.store.plan = (operation, key) ->
                operation.equals("putIfAbsent") && key.startsWith("topics/") && ++files[0] == 2
                        ? FaultyStore.Fate.CRASH_BEFORE
                        : FaultyStore.Fate.OK;
        assertThatThrownBy(dying::drain).isInstanceOf(FaultyStore.Crash.class);
    }

    @Test
    void saysOnceWhatItLeavesOut() {
        // Given a topic that was created anew, files beyond the commit records, and one that was moved away
        produceRaw(P0, 0, 100);
        archive(Map.of("flush.size", "18"));
        S3RestoreSourceTask task = task();
        rest(task);
        setBack(P0, 0);
        scenario.log.clear();
        produceRaw(P0, 0, 60);
        archive(Map.of());
        scenario.group.put(P0, 60L);
        produceRaw(P0, 60, 80);
        archive(Map.of("delivery.guarantee", "at_least_once"));
        scenario.bucket.put("topics/orders/notes.txt", "not a file of the topic");

        // When
        try (LogLines log = LogLines.capture()) {
            for (int scan = 0; scan < 3; scan++) {
                nanos.addAndGet(60_000_000_000L);
                assertThat(rest(task)).isEmpty();
            }
            S3RestoreSourceTask wrong = task("topics.dir", "topic");
            assertThat(rest(wrong)).isEmpty();
            wrong.stop();

            // Then
            assertThat(log.count(
                            "orders-0: 5 files from offset 0 on are left out, since the sink's offsets were set back"))
                    .isOne();
            assertThat(log.count("from offset 0 on is passed over up to offset 98"))
                    .isOne();
            assertThat(log.count("orders-0: 1 files from offset 60 on are left out, since the sink wrote them with"))
                    .isOne();
            assertThat(log.count("\"topics/orders/\": 1 objects under it have names that"))
                    .isOne();
            assertThat(log.count("orders: nothing is restored, since nothing under \"topic/orders/\""))
                    .isOne();
        }
        task.stop();
    }

    private void write(String key, int... offsets) {
        StringBuilder lines = new StringBuilder();
        for (int offset : offsets) {
            lines.append("{\"topic\":\"orders\",\"partition\":0,\"offset\":")
                    .append(offset)
                    .append(
                            ",\"timestamp\":1,\"timestamp_type\":\"CreateTime\",\"key\":null,\"headers\":[],\"value\":null}\n");
        }
        scenario.bucket.put("topics/orders/" + key + "/orders-0-%020d.jsonl".formatted(offsets[0]), lines.toString());
    }

    private static List<Long> offsetsOf(List<SourceRecord> records) {
        return records.stream()
                .map(record -> (Long) record.sourceOffset().get("offset"))
                .toList();
    }

    @Test
    void takesWhatASinkWritesTwiceThatLostItsCommit() {
        // Given
        write("a", 0, 1, 2, 3, 4, 5);
        S3RestoreSourceTask task = task("ledger.id", "none");
        assertThat(offsetsOf(rest(task))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);

        // When
        write("b", 0, 1, 2);
        write("c", 3, 4, 5, 6, 7);
        nanos.addAndGet(60_000_000_000L);
        List<SourceRecord> more = rest(task);
        write("d", 7, 8);
        nanos.addAndGet(60_000_000_000L);
        more.addAll(rest(task));
        task.stop();

        // Then
        assertThat(offsetsOf(more)).containsExactly(6L, 7L, 8L);
        S3RestoreSourceTask next = task("ledger.id", "none");
        assertThat(rest(next)).as("goes on where all is as it was").isEmpty();
        next.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failsWhereAFileComesTooLateInsteadOfLeavingItOut(boolean restarted) {
        // Given a look between two files of one batch, without commit records
        write("a", 0, 2, 4);
        S3RestoreSourceTask task = task("ledger.id", "none");
        assertThat(offsetsOf(rest(task))).containsExactly(0L, 2L, 4L);
        write("b", 1, 3, 5);
        nanos.addAndGet(60_000_000_000L);

        // When / Then
        S3RestoreSourceTask next = restarted ? task("ledger.id", "none") : task;
        assertThatThrownBy(() -> rest(next))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-432")
                .hasMessageContaining(restarted ? "they were 1, and are 2" : "orders-0@1 on came when")
                .hasMessageContaining("PATCH");
        task.stop();
        next.stop();
    }

    @Test
    void bearsAStoreThatFailsNowAndThenAndOneThatIsAwayForLong() {
        // Given
        produceRaw(P0, 0, 2_500);
        archive(Map.of("flush.size", "300"));
        int[] requests = {0};
        boolean[] away = {false};
        S3RestoreSourceTask task = task(config ->
                watched(S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), request -> {
                    if (away[0] || ++requests[0] % 3 == 0) {
                        throw new TransientException(S3Error.STORE_UNAVAILABLE, "it is away");
                    }
                }));

        // When
        List<SourceRecord> restored = new ArrayList<>(rest(task));
        away[0] = true;
        nanos.addAndGet(60_000_000_000L);
        assertThat(rest(task)).isEmpty();
        away[0] = false;
        restored.addAll(rest(task));
        task.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
    }

    @Test
    void saysThatItHasGivenUpWhenTheRetryTimeoutIsOver() {
        // Given
        produceRaw(P0, 0, 10);
        archive(Map.of("flush.size", "10"));
        S3RestoreSourceTask task = task(
                config -> watched(S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), request -> {
                    throw new TransientException(S3Error.STORE_UNAVAILABLE, "it is away");
                }),
                "retry.timeout.ms",
                "10000");

        // When
        assertThatThrownBy(() -> {
                    for (int seconds = 0; seconds < 100; seconds++) {
                        task.poll();
                        nanos.addAndGet(1_000_000_000L);
                    }
                })
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-401")
                .hasMessageContaining("(retry.timeout.ms)")
                .hasMessageContaining("it is away")
                .hasMessageContaining("restart the task");
        task.stop();
    }

    /** @param before takes the prefix or the key of each request */
    private static ArchiveStore watched(ArchiveStore store, Consumer<String> before) {
        return new ArchiveStore() {

            @Override
            public Page page(String prefix, @Nullable String token) {
                before.accept(prefix);
                return store.page(prefix, token);
            }

            @Override
            public Optional<Range> read(String key, String etag, long from, int length) {
                before.accept(key);
                return store.read(key, etag, from, length);
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }

    private void produceLarge(int records) {
        Random random = new Random(11);
        for (int offset = 0; offset < records; offset++) {
            byte[] value = new byte[random.nextInt(150_000)];
            random.nextBytes(value);
            scenario.log
                    .computeIfAbsent(P0, unused -> new ArrayList<>())
                    .add(new SinkRecord(
                            P0.topic(),
                            0,
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            null,
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            value,
                            offset,
                            7L,
                            TimestampType.CREATE_TIME));
        }
    }

    @ParameterizedTest
    @CsvSource({"jsonl,none", "jsonl,gzip", "jsonl,zstd", "avro,none", "avro,gzip", "avro,snappy", "avro,zstd"})
    void readsFilesOfManyPiecesBlocksAndFramesFromAStoreThatFailsInTheMidstOfThem(String format, String compression) {
        // Given
        produceLarge(60);
        archive(Map.of("format", format, "s3.compression.type", compression, "flush.size", "40"));
        AtomicLong requests = new AtomicLong();
        S3RestoreSourceTask task = task(
                config -> watched(S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), request -> {
                    if (requests.incrementAndGet() % 4 == 0) {
                        throw new TransientException(S3Error.STORE_UNAVAILABLE, "it is away");
                    }
                }),
                "restore.read.bytes",
                "2097152");

        // When
        List<SourceRecord> restored = rest(task);
        task.stop();

        // Then
        assertThat(contents(restored, P0)).isEqualTo(produced(P0));
        assertThat(requests).as("pieces").hasValueGreaterThan(12);
    }

    @Test
    void listsOnceWhatTopicsShareAndSaysNothingOfTheFilesOfOthers() {
        // Given three topics under one prefix
        String template = "${topics.dir}/${topic}/${source.topic}-${partition}-${start.offset}${extension}";
        TopicPartition bills = new TopicPartition("bills", 0);
        TopicPartition unasked = new TopicPartition("unasked", 0);
        produceRaw(P0, 0, 30);
        produceRaw(bills, 0, 30);
        produceRaw(unasked, 0, 30);
        archive(Map.of("file.name.template", template));
        List<String> listed = new ArrayList<>();

        // When
        try (LogLines log = LogLines.capture()) {
            S3RestoreSourceTask task = task(
                    config -> watched(
                            S3ArchiveStore.open(config.store(), Clock.systemUTC(), System::nanoTime), listed::add),
                    "restore.topics",
                    "orders,bills",
                    "file.name.template",
                    template);
            List<SourceRecord> restored = rest(task);
            task.stop();

            // Then
            assertThat(restored).hasSize(2 * produced(P0).size());
            assertThat(log.contains("have names that")).isFalse();
        }
        assertThat(listed.stream().filter("topics/"::equals))
                .as("for all of them")
                .hasSize(1);
    }

    @Test
    void sharesPartitionsOutAmongTasks() {
        // Given
        produceRaw(P0, 0, 50);
        produceRaw(P1, 0, 50);
        archive(Map.of());

        // When
        Map<Integer, List<SourceRecord>> byTask = new HashMap<>();
        for (int number = 0; number < 2; number++) {
            S3RestoreSourceTask task = task("penstock.task", Integer.toString(number), "penstock.tasks", "2");
            byTask.put(number, rest(task));
            task.stop();
        }

        // Then
        assertThat(byTask.values())
                .allSatisfy(records -> assertThat(records.stream()
                                .map(SourceRecord::kafkaPartition)
                                .collect(Collectors.toSet()))
                        .hasSize(1));
        List<SourceRecord> all = byTask.values().stream().flatMap(List::stream).toList();
        assertThat(contents(all, P0)).isEqualTo(produced(P0));
        assertThat(contents(all, P1)).isEqualTo(produced(P1));
    }
}
