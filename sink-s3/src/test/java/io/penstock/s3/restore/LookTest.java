package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.Element.Kind;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.writer.ChainKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a look at the bucket makes of a sink that writes meanwhile. */
class LookTest {

    private static final String NONCE = "n";

    private final Bucket bucket = new Bucket();
    private final StartedRestore restore = Restores.started(bucket, () -> bucket.nanos, 1, "ledger.id", "sink");

    /** As a weekend for which the connector was paused, or an outage. */
    @Test
    void whatPassesBetweenTheRequestsOfAListingDoesNotPutOffTheNext() throws Exception {
        // Given a listing of several pages, of which each step comes ten hours after the one before
        StartedRestore all = Restores.started(bucket, () -> bucket.nanos, 1, "ledger.id", "none");
        try (all) {
            for (int offset = 0; offset < 5; offset++) {
                put(0, offset);
            }
            bucket.pageNanos = Duration.ofSeconds(2).toNanos();
            List<SourceRecord> restored = new ArrayList<>();
            for (int poll = 0; poll < 50 && restored.size() < 5; poll++) {
                bucket.nanos += Duration.ofHours(10).toNanos();
                List<SourceRecord> records = all.poll();
                restored.addAll(records == null ? List.of() : records);
            }
            assertThat(restored).hasSize(5);
            all.poll();

            // When
            put(0, 5);
            bucket.nanos += Duration.ofHours(10).toNanos();
            for (int poll = 0; poll < 50 && restored.size() < 6; poll++) {
                List<SourceRecord> records = all.poll();
                restored.addAll(records == null ? List.of() : records);
            }

            // Then
            assertThat(restored).hasSize(6);
        }
    }

    @AfterEach
    void end() {
        restore.close();
    }

    /** In memory; a page has two objects. Something can happen before a prefix is listed, or a key read. */
    private static final class Bucket implements ArchiveStore {

        private final NavigableMap<String, byte[]> objects = new TreeMap<>();
        private String at = "";
        private int requests;
        private Runnable event = () -> {};
        private final List<String> listed = new ArrayList<>();
        private long nanos;
        private long pageNanos;
        private long readNanos;
        private long unreadableFrom = Long.MAX_VALUE;

        void before(String prefixOrKey, Runnable happens) {
            at = prefixOrKey;
            event = happens;
        }

        private synchronized void happen(String asked) {
            requests++;
            if (asked.equals(at)) {
                at = "";
                event.run();
            }
        }

        @Override
        public Page page(String prefix, @Nullable String token) {
            happen(prefix);
            synchronized (this) {
                listed.add(prefix);
                nanos += pageNanos;
            }
            List<Found> found = objects.tailMap(token == null ? prefix : token, token == null).entrySet().stream()
                    .filter(object -> object.getKey().startsWith(prefix))
                    .limit(2)
                    .map(object -> new Found(object.getKey(), "e", object.getValue().length))
                    .toList();
            return new Page(
                    found,
                    found.size() < 2
                            ? Optional.empty()
                            : Optional.of(found.get(1).key()));
        }

        @Override
        public Optional<Range> read(String key, String etag, long from, int length) {
            happen(key);
            synchronized (this) {
                nanos += readNanos;
            }
            if (from >= unreadableFrom) {
                throw new TransientException(S3Error.STORE_UNAVAILABLE, "GetObject of " + key + " got no answer");
            }
            byte[] object = objects.get(key);
            return object == null
                    ? Optional.empty()
                    : Optional.of(new Range(
                            Content.of(Arrays.copyOfRange(
                                    object, (int) from, (int) Math.min(object.length, from + length))),
                            Optional.of(NONCE)));
        }

        @Override
        public void close() {}
    }

    private static String file(int partition, long offset) {
        return "topics/orders/partition=" + partition + "/orders-" + partition + "-%020d.jsonl".formatted(offset);
    }

    private static byte[] content(int partition, long... offsets) {
        StringBuilder lines = new StringBuilder();
        for (long offset : offsets) {
            lines.append("{\"topic\":\"orders\",\"partition\":" + partition + ",\"offset\":" + offset
                    + ",\"key\":null,\"headers\":[],\"value\":null}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void put(int partition, long... offsets) {
        bucket.objects.put(file(partition, offsets[0]), content(partition, offsets));
    }

    private static String element(int partition, int number) {
        return new ChainKeys("sink", new TopicPartition("orders", partition)).prefix() + "%020d".formatted(number);
    }

    private void append(int partition, int number, long nextOffset, long[]... files) {
        List<ChainFile> listed = new ArrayList<>();
        for (long[] offsets : files) {
            byte[] content = content(partition, offsets);
            listed.add(new Inline(
                    new DataFile(
                            file(partition, offsets[0]),
                            NONCE,
                            "x",
                            Optional.empty(),
                            offsets[0],
                            offsets.length,
                            content.length,
                            Map.of()),
                    Content.of(content)));
        }
        Element element = new Element(NONCE, Kind.BATCH, new Position(0, nextOffset, Optional.empty()), listed);
        bucket.objects.put(
                element(partition, number),
                new ElementCodec().encode(element, "w").asByteArray());
    }

    private static long[] offsets(long... offsets) {
        return offsets;
    }

    /** What a look gives, and the next one is due. */
    private List<Long> look() {
        bucket.nanos += 60_000_000_000L;
        List<Long> restored = new ArrayList<>();
        for (int idle = 0; idle < 2; ) {
            int before = bucket.requests;
            List<SourceRecord> some = restore.poll();
            boolean nothing = bucket.requests == before;
            idle = nothing ? idle + 1 : 0;
            bucket.nanos += nothing ? 1_000_000_000L : 0;
            if (some != null) {
                some.forEach(record -> restored.add((Long) record.sourceOffset().get("offset")));
            }
        }
        return restored;
    }

    @Test
    void replaysNothingOfABatchThatIsCommittedWhileFilesAreListed() {
        // Given
        append(0, 1, 10, offsets(0, 1));
        put(0, 0, 1);
        bucket.before("topics/orders/", () -> {
            append(0, 2, 20, offsets(10, 12), offsets(11, 13));
            put(0, 10, 12); // and the other later
        });

        // When
        List<Long> first = look();
        put(0, 11, 13);
        List<Long> second = look();

        // Then
        assertThat(first).containsExactly(0L, 1L);
        assertThat(second).containsExactly(10L, 11L, 12L, 13L);
    }

    @Test
    void leavesAPartitionForTheNextLookThatIsBegunWhileFilesAreListed() {
        // Given
        append(0, 1, 10, offsets(0, 1));
        put(0, 0, 1);
        bucket.before("topics/orders/", () -> {
            append(1, 1, 10, offsets(5, 6));
            put(1, 5, 6);
        });

        // When / Then
        assertThat(look()).containsExactly(0L, 1L);
        assertThat(look()).containsExactly(5L, 6L);
    }

    @Test
    void looksAnewWhereTheNewestCommitRecordWasSweptBeforeItsTurnCame() {
        // Given
        append(0, 1, 10, offsets(0, 1));
        put(0, 0, 1);
        append(1, 1, 10, offsets(5, 6));
        put(1, 5, 6);
        bucket.before(file(0, 0), () -> {
            append(1, 2, 20, offsets(10, 11));
            put(1, 10, 11);
            bucket.objects.remove(element(1, 1));
        });

        // When / Then
        assertThat(look()).containsExactly(0L, 1L, 5L, 6L, 10L, 11L);
    }

    @Test
    void followsCommitRecordsAndListsNoFilesWhereAListingTakesLong() {
        // Given a listing of half a minute, which is due again after eleven
        for (int number = 1; number <= 20; number++) {
            append(0, number, 10L * number + 10, offsets(10L * number));
            put(0, 10L * number);
        }
        bucket.pageNanos = 1_500_000_000L;
        assertThat(look()).hasSize(20);
        bucket.listed.clear();

        // When one batch is whole, and the next one is not
        append(0, 21, 220, offsets(210, 212), offsets(211));
        put(0, 210, 212);
        put(0, 211);
        List<Long> second = look();
        append(0, 22, 230, offsets(220), offsets(221));
        put(0, 220);
        List<Long> third = look();
        put(0, 221);
        List<Long> fourth = look();

        // Then
        assertThat(second).containsExactly(210L, 211L, 212L);
        assertThat(third).isEmpty();
        assertThat(fourth).containsExactly(220L, 221L);
        assertThat(bucket.listed).doesNotContain("topics/orders/");
    }

    @Test
    void partitionsWithLittleToReadDoNotWaitForThoseWithMuch() {
        // Given
        for (int partition = 0; partition < 6; partition++) {
            append(partition, 1, 10, offsets(0));
            put(partition, 0);
        }
        bucket.pageNanos = 1_500_000_000L;
        assertThat(look()).hasSize(6);

        // When all but one get more files than a listing has pages
        for (int partition = 0; partition < 5; partition++) {
            for (int number = 2; number <= 100; number++) {
                append(partition, number, 10L * number + 10, offsets(10L * number));
                put(partition, 10L * number);
            }
        }
        append(5, 2, 20, offsets(7));
        put(5, 7);

        // Then
        bucket.listed.clear();
        assertThat(look()).contains(7L);
        assertThat(bucket.listed).doesNotContain("topics/orders/");
    }

    /** What was read before the failure is read again, and is no progress. */
    @Test
    void anOutageEndsTheTaskThoughEachAttemptReadsALongStretchUpToIt() throws Exception {
        // Given a file of which only the beginning can be read, for longer than a poll works
        StringBuilder lines = new StringBuilder();
        for (int offset = 0; offset < 6_000; offset++) {
            lines.append("{\"topic\":\"orders\",\"partition\":0,\"offset\":" + offset
                    + ",\"key\":null,\"headers\":[],\"value\":\"" + "x".repeat(1_000)
                    + "\",\"value_encoding\":\"base64\"}\n");
        }
        bucket.objects.put(file(0, 0), lines.toString().getBytes(StandardCharsets.UTF_8));
        bucket.readNanos = Duration.ofSeconds(2).toNanos();
        bucket.unreadableFrom = 2_000_000;
        StartedRestore bounded = Restores.started(
                bucket,
                () -> bucket.nanos,
                1,
                "ledger.id",
                "none",
                "retry.timeout.ms",
                "60000",
                "restore.read.bytes",
                "1048576");

        // When / Then
        try (bounded) {
            assertThatThrownBy(() -> {
                        for (int poll = 0; poll < 500; poll++) {
                            bounded.poll();
                            bucket.nanos += 10_000_000;
                        }
                    })
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-401");
        }
    }

    /** Also in the partitions behind the first: their files are left to open too. */
    @Test
    void filesThatArePassedOverBetweenTwoFailuresEndAnOutage() throws Exception {
        // Given a second partition with a long stretch of files that hold what was replayed already
        put(0, 0);
        put(1, 0);
        for (int offset = 1; offset <= 60; offset++) {
            bucket.objects.put(file(1, offset), content(1, 0));
        }
        bucket.readNanos = Duration.ofSeconds(2).toNanos();
        StartedRestore bounded =
                Restores.started(bucket, () -> bucket.nanos, 1, "ledger.id", "none", "retry.timeout.ms", "60000");
        Runnable fails = () -> {
            bucket.nanos += Duration.ofSeconds(4).toNanos(); // for longer than one request is asked again
            throw new TransientException(S3Error.STORE_UNAVAILABLE, "GetObject got no answer");
        };
        List<SourceRecord> restored = new ArrayList<>();
        int failed = 0;

        // When the store fails twice, with more than retry.timeout.ms in between
        try (bounded) {
            bucket.before(file(1, 5), fails);
            for (int poll = 0; poll < 1_000 && failed < 2; poll++) {
                List<SourceRecord> records = bounded.poll();
                restored.addAll(records == null ? List.of() : records);
                bucket.nanos += 10_000_000;
                if (bucket.at.isEmpty() && failed == 0) {
                    failed = 1;
                    bucket.before(file(1, 50), fails);
                } else if (bucket.at.isEmpty() && failed == 1) {
                    failed = 2;
                }
            }
        }

        // Then
        assertThat(failed).isEqualTo(2);
        assertThat(restored).hasSize(2);
    }

    @Test
    void listsAllAgainWhereCommitRecordsWereSweptSince() {
        // Given
        for (int number = 1; number <= 20; number++) {
            append(0, number, 10L * number + 10, offsets(10L * number));
            put(0, 10L * number);
        }
        bucket.pageNanos = 1_500_000_000L;
        assertThat(look()).hasSize(20);
        for (int number = 1; number <= 21; number++) {
            bucket.objects.remove(element(0, number));
        }
        append(0, 22, 230, offsets(220));
        put(0, 210);
        put(0, 220);

        // When
        assertThat(look()).as("not to be followed").isEmpty();
        bucket.nanos += 1_200_000_000_000L;

        // Then
        assertThat(look()).containsExactly(210L, 220L);
    }
}
