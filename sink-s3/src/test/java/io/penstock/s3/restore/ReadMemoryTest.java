package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdCompressor;
import io.penstock.common.error.FatalException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.restore.PartitionReplay.Position;
import io.penstock.s3.store.ArchiveStore;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many files that are open together. */
class ReadMemoryTest {

    private static final int FILES = 1_000;
    private static final int FRAMES = 2;
    private static final int RECORDS = 3;
    private static final int VALUE_BYTES = 40_000;

    private final Map<String, byte[]> objects = new HashMap<>();
    private final List<ArchiveFile> files = new ArrayList<>();
    private int requests;

    /** Each file holds every thousandth record. */
    private void archive() {
        ZstdCompressor compressor = new ZstdCompressor();
        Random random = new Random(1);
        for (int number = 0; number < FILES; number++) {
            ByteArrayOutputStream object = new ByteArrayOutputStream();
            for (int frame = 0; frame < FRAMES; frame++) {
                StringBuilder lines = new StringBuilder();
                for (int record = 0; record < RECORDS; record++) {
                    String part = Long.toString(random.nextLong());
                    lines.append("{\"topic\":\"t\",\"partition\":0,\"offset\":")
                            .append((frame * RECORDS + record) * FILES + number)
                            .append(",\"key\":null,\"headers\":[],\"value\":\"")
                            .append(part.repeat(VALUE_BYTES / part.length()))
                            .append("\"}\n");
                }
                byte[] plain = lines.toString().getBytes(StandardCharsets.US_ASCII);
                byte[] compressed = new byte[compressor.maxCompressedLength(plain.length)];
                object.write(
                        compressed, 0, compressor.compress(plain, 0, plain.length, compressed, 0, compressed.length));
            }
            String key = "k" + number;
            objects.put(key, object.toByteArray());
            files.add(
                    new ArchiveFile("t", 0, key, "e", object.size(), number, 0, ".jsonl.zst", false, Optional.empty()));
        }
    }

    private PartitionReplay replay(ReadMemory memory) {
        ArchiveStore store = new ArchiveStore() {
            @Override
            public Page page(String prefix, @Nullable String token) {
                return new Page(List.of(), Optional.empty());
            }

            @Override
            public Optional<Range> read(String key, String etag, long from, int length) {
                requests++;
                byte[] object = objects.getOrDefault(key, new byte[0]);
                int end = (int) Math.min(object.length, from + length);
                return Optional.of(
                        new Range(Content.of(Arrays.copyOfRange(object, (int) from, end)), Optional.empty()));
            }

            @Override
            public void close() {}
        };
        BackoffPolicy backoff = new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
        PatientStore patient = new PatientStore(store, backoff, System::nanoTime);
        EnvelopeReaders readers = new EnvelopeReaders(memory);
        return new PartitionReplay(
                files,
                Position.BEGINNING,
                new ChainCoverage(0, Long.MAX_VALUE),
                file -> new FileReading(file, new RangeStream(patient, file, (one, nonce) -> {}, memory), readers));
    }

    @Test
    void mergesAThousandFilesWithinABoundThatIsLessThanTheirFrames() {
        // Given frames of 120 KB
        archive();
        long bound = 128L * 1024 * 1024;
        ReadMemory memory = new ReadMemory(bound);
        PartitionReplay replay = replay(memory);

        // When
        long most = 0;
        long next = 0;
        for (ArchivedRecord record = replay.next(); record != null; record = replay.next()) {
            assertThat(record.offset()).isEqualTo(next++);
            most = Math.max(most, memory.used());
        }

        // Then
        assertThat(next).isEqualTo((long) FILES * FRAMES * RECORDS);
        assertThat(most).isBetween(bound / 2, bound);
        assertThat(memory.used()).isZero();
        assertThat(requests).as("decoded again rather than fetched").isLessThan(3 * FILES);
    }

    @Test
    void failsWhereNotEvenTheNextRecordsHaveRoom() {
        // Given
        archive();
        PartitionReplay replay = replay(new ReadMemory(8L * 1024 * 1024));

        // When / Then
        assertThatThrownBy(() -> {
                    for (int record = 0; record < FILES; record++) {
                        replay.next(); // opens the file that is due with it
                    }
                })
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-435")
                .hasMessageContaining("restore.read.bytes is 8388608");
    }

    @Test
    void asksForSmallerPiecesTheMoreFilesAreOpen() {
        // Given
        ReadMemory memory = new ReadMemory(64L * 1024 * 1024);
        assertThat(memory.pieceBytes()).isEqualTo(4 * 1024 * 1024);

        // When
        for (int i = 0; i < 511; i++) {
            memory.open();
        }

        // Then
        assertThat(memory.pieceBytes()).isEqualTo(64 * 1024);
    }
}
