package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several open files a partition, committed together. */
class LayoutIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final TopicPartition P1 = new TopicPartition("orders", 1);
    private static final TopicPartition P2 = new TopicPartition("orders", 2);
    private static final TopicPartition P3 = new TopicPartition("orders", 3);
    private static final List<TopicPartition> PARTITIONS = List.of(P0, P1, P2, P3);
    private static final long NOON = 1_795_348_800_000L; // 2026-11-22T12:00Z
    private static final long MINUTE = 60_000;

    @TempDir
    static Path directory;

    private static S3ProxyServer server;

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
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    /** Of one of some groups. */
    private void produceGroups(TopicPartition partition, int from, int to, int groups, String text) {
        IntStream.range(from, to)
                .forEach(offset -> scenario.add(
                        partition,
                        offset,
                        Map.of(
                                "id",
                                offset,
                                "from",
                                partition.partition(),
                                "group",
                                "g" + offset % groups,
                                "t",
                                text)));
    }

    private List<String> elements(TopicPartition partition) {
        return scenario.bucket.keys("_penstock/orders-to-s3/orders/" + partition.partition() + "/");
    }

    @Test
    void writesHoursAsHiveNamesThemAndCommitsThemTogether() {
        // Given records of three hours, in disorder
        scenario.props.put("partitioner", "time");
        for (int offset = 0; offset < 30; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0), NOON + offset * 7 % 3 * 60L * MINUTE);
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then a claim and one batch
        assertThat(scenario.bucket.keys("topics/"))
                .containsExactly(
                        "topics/orders/dt=2026-11-22/hour=12/orders-0-00000000000000000000.jsonl",
                        "topics/orders/dt=2026-11-22/hour=13/orders-0-00000000000000000001.jsonl",
                        "topics/orders/dt=2026-11-22/hour=14/orders-0-00000000000000000002.jsonl");
        assertThat(elements(P0)).hasSize(2);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 30));
        assertThat(worker.safeOffset(P0)).isEqualTo(30);
        worker.stop();
    }

    @Test
    void goesByAFieldsTimeInItsZone() {
        // Given
        scenario.props.put("partitioner", "time");
        scenario.props.put("path.format", "daily");
        scenario.props.put("timezone", "Europe/Helsinki");
        scenario.props.put("timestamp.extractor", "RecordField");
        scenario.props.put("timestamp.field", "meta.at");
        scenario.add(P0, 0, Map.of("id", 0, "from", 0, "meta", Map.of("at", "2026-11-22T21:59:59Z")));
        scenario.add(P0, 1, Map.of("id", 1, "from", 0, "meta", Map.of("at", "2026-11-22T22:00:00Z")));
        scenario.add(P0, 2, Map.of("id", 2, "from", 0, "meta", Map.of("at", "yesterday")));
        scenario.add(P0, 3, Map.of("id", 3, "from", 0));
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/"))
                .containsExactly(
                        "topics/orders/year=2026/month=11/day=22/orders-0-00000000000000000000.jsonl",
                        "topics/orders/year=2026/month=11/day=23/orders-0-00000000000000000001.jsonl",
                        "topics/orders/year=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__/day=__HIVE_DEFAULT_PARTITION__/orders-0-00000000000000000003.jsonl");
        assertThat(worker.context.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason())
                        .hasMessageContaining("PEN-424")
                        .hasMessageContaining("orders-0@2")
                        .hasMessageNotContaining("yesterday"));
        worker.stop();
    }

    @Test
    void endsFilesByTheTimeThatThePathGoesBy() {
        // Given a topic that is written again: its records are all of now, and their fields of then
        TopicPartition partition = new TopicPartition("orders", 0);
        scenario.props.put("partitioner", "time");
        scenario.props.put("path.format", "daily");
        scenario.props.put("timestamp.extractor", "RecordField");
        scenario.props.put("timestamp.field", "at");
        scenario.props.put("rotate.interval.ms", "10");
        for (int offset = 0; offset < 30; offset++) {
            scenario.add(
                    partition,
                    offset,
                    Map.of("id", offset, "from", 0, "at", 1_600_000_000_000L + offset),
                    1_700_000_000_000L);
        }

        // When
        Worker worker = scenario.worker();
        worker.drain();

        // Then
        assertThat(scenario.bucket.keys("topics/")).hasSize(2);
        assertThat(scenario.stored(partition)).isEqualTo(Scenario.ids(0, 20));
        worker.stop();
    }

    private void hourly(String name, String directory) {
        scenario.props.putAll(Map.of(
                "name", name,
                "topics.dir", directory,
                "partitioner", "time",
                "path.format", "hourly",
                "rotate.interval.ms", "3600000",
                "file.max.age.ms", "86400000",
                "flush.size", "1000"));
    }

    @Test
    void endsEachHourWithTheFirstRecordOfTheNextAlsoInAReplay() {
        // Given records of all ten minutes from 12:05 to 15:15
        hourly("orders-to-s3", "topics");
        for (int offset = 0; offset < 20; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0), NOON + (5 + 10L * offset) * MINUTE);
        }

        // When they are written, and once more by another connector, all without any age
        Worker worker = scenario.worker();
        worker.drain();
        hourly("again", "replay");
        scenario.group.clear();
        Worker replay = scenario.worker();
        replay.drain();

        // Then
        List<String> hours = List.of(
                "/orders/year=2026/month=11/day=22/hour=12/orders-0-00000000000000000000.jsonl",
                "/orders/year=2026/month=11/day=22/hour=13/orders-0-00000000000000000006.jsonl",
                "/orders/year=2026/month=11/day=22/hour=14/orders-0-00000000000000000012.jsonl");
        assertThat(scenario.bucket.keys("topics/"))
                .containsExactlyElementsOf(hours.stream().map("topics"::concat).toList());
        assertThat(scenario.bucket.keys("replay/"))
                .containsExactlyElementsOf(hours.stream().map("replay"::concat).toList());
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 18));
        worker.stop();
        replay.stop();
    }

    @Test
    void letsLateRecordsEndNoHour() {
        // Given that every other record, the first too, is two hours late
        hourly("orders-to-s3", "topics");
        for (int offset = 0; offset < 40; offset++) {
            long late = offset % 2 == 0 ? 120 : 0;
            scenario.add(P0, offset, Map.of("id", offset, "from", 0), NOON + (5L * offset - late) * MINUTE);
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();

        // Then a claim, the late one that came first, and a batch an hour
        assertThat(elements(P0)).hasSize(5);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 37));
        worker.stop();
    }

    @Test
    void makesAnyValueSafe() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "country");
        List<String> countries = List.of("../x", "a/b", "\u00c5land", "", ".", "__HIVE_DEFAULT_PARTITION__");
        for (int offset = 0; offset < countries.size(); offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "country", countries.get(offset)));
        }
        Map<String, Object> withNull = new HashMap<>(Map.of("id", 6, "from", 0));
        withNull.put("country", null);
        scenario.add(P0, 6, withNull);
        scenario.add(P0, 7, Map.of("id", 7, "from", 0));
        scenario.add(P0, 8, Map.of("id", 8, "from", 0, "country", List.of("FI")));
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/"))
                .extracting(key -> key.replaceAll("topics/orders/(.*)/orders-0-0*(\\d)\\.jsonl", "$2 $1"))
                .containsExactlyInAnyOrder(
                        "0 country=..%2Fx",
                        "1 country=a%2Fb",
                        "2 country=%C3%85land",
                        "3 country=__HIVE_DEFAULT_PARTITION__",
                        "4 country=%2E",
                        "5 country=%5F_HIVE_DEFAULT_PARTITION__");
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 8));
        assertThat(worker.context.deadLetters).hasSize(1);
        worker.stop();
    }

    @Test
    void joinsFieldAndTimeInATemplate() {
        // Given
        scenario.props.put("partitioner", "template");
        scenario.props.put(
                "path.template", "country=${value.country}/dt=${timestamp|yyyy-MM-dd}/taken=${wallclock|HH-mm}");
        scenario.add(P0, 0, Map.of("id", 0, "from", 0, "country", "FI"), NOON);
        scenario.add(P0, 1, Map.of("id", 1, "from", 0, "country", "SE"), NOON);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/"))
                .containsExactly(
                        "topics/orders/country=FI/dt=2026-11-22/taken=12-15/orders-0-00000000000000000000.jsonl",
                        "topics/orders/country=SE/dt=2026-11-22/taken=12-15/orders-0-00000000000000000001.jsonl");
        worker.stop();
    }

    @Test
    void commitsTheWholeBatchWhenOneFileIsFull() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "10");
        for (int offset = 0; offset < 12; offset++) {
            String group = offset == 1 || offset == 4 ? "few" : "many";
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "group", group));
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();

        // Then
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 12));
        assertThat(elements(P0)).hasSize(2);
        assertThat(worker.safeOffset(P0)).isEqualTo(12);
        worker.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "CRASH_BEFORE,putIfAbsent,/00000000000000000002",
        "CRASH_AFTER,putIfAbsent,/00000000000000000002",
        "CRASH_BEFORE,putIfAbsent,group=g1",
        "CRASH_AFTER,putIfAbsent,group=g2",
        "UNANSWERED,putIfAbsent,group=g1",
        "UNANSWERED,putIfAbsent,/00000000000000000002"
    })
    void losesAndDoublesNothingWhereverABatchBreaks(Fate fate, String operation, String key) {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "10");
        produceGroups(P0, 0, 60, 3, "");
        Worker first = scenario.worker();
        first.store.once(fate, operation, key);
        if (fate != Fate.UNANSWERED) {
            assertThatThrownBy(first::drain).isInstanceOf(Crash.class);
        }

        // When another goes on, in another layout
        scenario.props.put("partition.field.name", "from,group");
        Worker second = fate == Fate.UNANSWERED ? first : scenario.worker();
        second.drain();
        second.age(300_000);

        // Then
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 60));
        second.stop();
    }

    @Test
    void putsFilesBesideLargeOnesAndThoseThatAreTooMuchForACommitRecord() {
        // Given three files of two megabytes and a half, of which a commit record of five takes two
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000");
        scenario.props.put("buffer.memory.bytes", "20000000");
        produceGroups(P0, 0, 15, 3, "x".repeat(500_000));
        Worker worker = scenario.worker();
        worker.drain();
        assertThat(scenario.bucket.keys("topics/")).isEmpty();

        // When
        worker.age(300_000);

        // Then
        assertThat(worker.store.requests.stream().filter(request -> request.startsWith("complete")))
                .hasSize(1);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 15));
        assertThat(scenario.bucket.uploads()).isEmpty();
        assertThat(elements(P0)).noneMatch(key -> key.contains("/u-"));
        worker.stop();
    }

    /** An upload costs seven requests; and so many files would never grow into large ones. */
    @Test
    void commitsManySmallFilesBeforeTheyAreTooMuchForACommitRecord() {
        // Given a commit record of five megabytes, and room for three files that grow
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000");
        scenario.props.put("buffer.memory.bytes", "16000000");
        produceGroups(P0, 0, 70, 10, "x".repeat(100_000));
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.store.requests).noneMatch(request -> request.startsWith("createUpload"));
        assertThat(elements(P0)).hasSize(3);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, 70));
        worker.stop();
    }

    /** As if each request took a second; and each put must be over before anybody takes the task for dead. */
    @Test
    void noPutLastsLongHoweverManyFilesAreDueAtOnce() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000");
        // The clock adds up what requests take, so there is to be one at a time.
        scenario.props.put("upload.concurrency", "1");
        PARTITIONS.forEach(partition -> produceGroups(partition, 0, 40, 20, ""));
        Worker worker = scenario.worker();
        worker.drain();
        worker.store.beforeEach = request -> worker.nanos.addAndGet(1_000_000_000L);
        worker.nanos.addAndGet(300_000_000_000L);

        // When
        long longest = 0;
        for (int put = 0; put < 100; put++) {
            long begun = worker.nanos.get();
            worker.poll();
            longest = Math.max(longest, worker.nanos.get() - begun);
        }

        // Then
        assertThat(Duration.ofNanos(longest)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        PARTITIONS.forEach(partition -> assertThat(scenario.stored(partition)).isEqualTo(Scenario.ids(0, 40)));
        worker.stop();
    }

    @Test
    void takesTheRestOfAPutWhenTheFilesThatItFillsAreWritten() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "3");
        PARTITIONS.forEach(partition -> produceGroups(partition, 0, 30, 4, ""));
        Worker worker = scenario.worker();
        worker.poll();
        worker.store.beforeEach = request -> worker.nanos.addAndGet(1_000_000_000L);

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(worker.retriable).isPositive();
        worker.store.beforeEach = request -> {};
        worker.age(300_000);
        PARTITIONS.forEach(partition -> assertThat(scenario.stored(partition)).isEqualTo(Scenario.ids(0, 30)));
        worker.stop();
    }

    @Test
    void namesAFileWithoutTheValuesInItsKey() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.bucket.put("topics/orders/group=g1/orders-0-00000000000000000001.jsonl", "somebody's");
        produceGroups(P0, 0, 20, 2, "");
        Worker worker = scenario.worker();
        worker.drain();

        // When / Then
        assertThatThrownBy(() -> worker.age(300_000))
                .hasMessageContaining("PEN-411")
                .hasMessageContaining("orders-0@1")
                .hasMessageNotContaining("g1");
        worker.stop();
    }

    @Test
    void abortsAllUploadsOfABatchOnClose() {
        // Given
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000");
        produceGroups(P0, 0, 14, 2, "x".repeat(1_000_000));
        Worker worker = scenario.worker();
        worker.drain();
        assertThat(scenario.bucket.uploads()).hasSize(2);

        // When
        worker.close(Set.of(P0));

        // Then
        assertThat(scenario.bucket.uploads()).isEmpty();
        assertThat(elements(P0)).noneMatch(key -> key.contains("/u-"));
        assertThat(worker.task.started().writer().budget().used()).isZero();
        worker.stop();
    }

    @ParameterizedTest
    @CsvSource({"none,1300,1000", "gzip,120,60"})
    void keepsWithinItsMemoryWhateverTheNumberOfFiles(String compression, int records, int groups) {
        // Given more open files than the memory has room for
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("s3.compression.type", compression);
        scenario.props.put("flush.size", "1000000");
        long limit = 3L * 5 * 1024 * 1024;
        scenario.props.put("buffer.memory.bytes", Long.toString(limit));
        produceGroups(P0, 0, records, groups, "x".repeat(2_000));
        produceGroups(P1, 0, 10, groups, "");
        Worker worker = scenario.worker();

        // When
        worker.drain();
        long peak = worker.task.started().writer().budget().peak();
        worker.age(300_000);

        // Then
        assertThat(peak).isBetween(limit / 2, limit);
        assertThat(elements(P0)).hasSizeGreaterThan(2);
        assertThat(scenario.stored(P0)).isEqualTo(Scenario.ids(0, records));
        assertThat(scenario.stored(P1)).isEqualTo(Scenario.ids(0, 10));
        worker.stop();
    }
}
