package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.store.ArchiveStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Archives of millions of files, made up. */
class ScaleTest {

    private static final int PARTITIONS = 8;
    private static final int PAGE = 1_000;
    private static final long STEP = 50;

    /** One record a file, without commit records. Each request takes some of the time that the task measures. */
    private static final class MadeUp implements ArchiveStore {

        private final int files;
        private final Set<String> failed = new HashSet<>();
        private long nanos;
        private long requestNanos = 20_000_000;
        private int pages;
        private int reads;

        MadeUp(int files) {
            this.files = files;
        }

        private static String key(int number, int all) {
            int partition = number / (all / PARTITIONS);
            return "topics/orders/partition=" + partition + "/orders-" + partition
                    + "-%020d.jsonl".formatted(number % (all / PARTITIONS) * STEP);
        }

        @Override
        public Page page(String prefix, @Nullable String token) {
            nanos += requestNanos;
            int from = token == null ? 0 : Integer.parseInt(token);
            if (from / PAGE % 500 == 499 && failed.add("page " + from)) {
                throw new TransientException(S3Error.STORE_UNAVAILABLE, "it is away");
            }
            pages++;
            List<Found> found = new ArrayList<>();
            for (int number = from; number < Math.min(files, from + PAGE); number++) {
                found.add(new Found(key(number, files), "\"%032x\"".formatted(number * 7_919L), 117 + number % 10_000));
            }
            return new Page(found, from + PAGE < files ? Optional.of(Integer.toString(from + PAGE)) : Optional.empty());
        }

        @Override
        public Optional<Range> read(String key, String etag, long from, int length) {
            nanos += requestNanos;
            reads++;
            String name = key.substring(key.lastIndexOf('/') + "/orders-".length());
            byte[] line = ("{\"topic\":\"orders\",\"partition\":" + name.charAt(0) + ",\"offset\":"
                            + Long.parseLong(name.substring(2, 22)) + ",\"key\":null,\"headers\":[],\"value\":null}\n")
                    .getBytes(StandardCharsets.UTF_8);
            byte[] all = new byte[length];
            Arrays.fill(all, (byte) ' ');
            System.arraycopy(line, 0, all, 0, line.length);
            return Optional.of(new Range(Content.of(all), Optional.empty()));
        }

        @Override
        public void close() {}
    }

    private static StartedRestore restore(MadeUp store, int tasks, String key, String value) {
        return Restores.started(store, () -> store.nanos, tasks, "ledger.id", "none", key, value);
    }

    @Test
    void listsMillionsOfFilesInShortPollsWithinItsBound() {
        // Given a listing of which some pages fail once
        MadeUp store = new MadeUp(2_000_000);
        List<SourceRecord> records = new ArrayList<>();
        try (StartedRestore restore = restore(store, PARTITIONS, "restore.listing.bytes", "30000000")) {
            // When
            int polls = 0;
            while (records.isEmpty()) {
                long before = store.nanos;
                List<SourceRecord> some = restore.poll();
                polls++;
                records.addAll(some == null ? List.of() : some);

                // Then
                assertThat(store.nanos - before).as("nanoseconds in a poll").isLessThan(1_500_000_000L);
            }
            assertThat(polls).isGreaterThan(30);
            assertThat(store.pages).as("no page twice").isEqualTo(2_000);
            assertThat(store.failed).hasSize(4);
            while (records.size() < 500) {
                List<SourceRecord> some = restore.poll();
                records.addAll(some == null ? List.of() : some);
            }
        }
        assertThat(records.stream()
                        .limit(3)
                        .map(record -> (Long) record.sourceOffset().get("offset"))
                        .toList())
                .containsExactly(0L, STEP, 2 * STEP);
        assertThat(store.reads).as("each file once").isLessThanOrEqualTo(records.size() + 2);
    }

    @Test
    void refusesAnArchiveThatItHasNoRoomForAndSaysWhatToDo() {
        MadeUp store = new MadeUp(200_000);
        try (StartedRestore restore = restore(store, 1, "restore.listing.bytes", "4000000")) {
            assertThatThrownBy(() -> {
                        for (int poll = 0; poll < 1_000; poll++) {
                            restore.poll();
                        }
                    })
                    .isInstanceOf(FatalException.class)
                    .hasMessageContaining("PEN-434")
                    .hasMessageContaining("tasks.max")
                    .hasMessageContaining("restore.topics");
        }
        assertThat(store.pages).isLessThan(150);
    }

    @Test
    void takesTheMemoryForAFileThatTheDocumentationSays() {
        // Given
        MadeUp store = new MadeUp(80_000);
        FileTable table = new FileTable(new TopicPartition("orders", 0));
        String token = null;
        do {
            ArchiveStore.Page page = store.page("topics/", token);
            page.found()
                    .forEach(found -> table.add(
                            found,
                            new KeyPattern.Read(
                                    0,
                                    Long.parseLong(found.key()
                                            .substring(
                                                    found.key().length() - 26,
                                                    found.key().length() - 6)),
                                    0,
                                    false,
                                    ".jsonl")));
            token = page.next().orElse(null);
        } while (token != null);
        table.end();

        // Then
        assertThat(table.bytes() / table.size()).isBetween(30L, 50L);
    }

    @Test
    void waitsBeforeTheNextListingInProportionToWhatOneTakes() {
        // Given a listing of 40 s
        MadeUp store = new MadeUp(8_000);
        store.requestNanos = 5_000_000_000L;
        try (StartedRestore restore = restore(store, PARTITIONS, "restore.rescan.ms", "1000")) {
            // When
            while (store.reads < 1_000) {
                restore.poll();
            }
            store.requestNanos = 0;
            int pages = store.pages;
            long ended = store.nanos;
            while (store.pages == pages) {
                store.nanos += 200_000_000_000L; // each poll that waits takes a second of ours
                restore.poll();
            }

            // Then
            assertThat((store.nanos - ended) / 1_000_000_000L).isBetween(800L, 1_100L);
        }
    }
}
