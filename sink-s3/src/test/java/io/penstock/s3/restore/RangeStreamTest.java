package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.retry.BackoffPolicy;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.store.ArchiveStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RangeStreamTest {

    private static byte[] member(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static RangeStream stream(byte[] object, int pieceBytes) {
        ArchiveStore store = new ArchiveStore() {
            @Override
            public Page page(String prefix, @Nullable String token) {
                return new Page(List.of(), Optional.empty());
            }

            @Override
            public Optional<Range> read(String key, String etag, long from, int length) {
                int end = (int) Math.min(object.length, from + length);
                return Optional.of(
                        new Range(Content.of(Arrays.copyOfRange(object, (int) from, end)), Optional.empty()));
            }

            @Override
            public void close() {}
        };
        BackoffPolicy backoff = new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
        return new RangeStream(
                new PatientStore(store, backoff, System::nanoTime),
                new ArchiveFile("t", 0, "k", "e", object.length, 0, 0, ".jsonl.gz", false, Optional.empty()),
                (file, nonce) -> {},
                new ReadMemory(1024 * 1024),
                () -> pieceBytes);
    }

    @Test
    void goesOnWhereItWasWhenAPieceWasLetGo() throws IOException {
        // Given
        byte[] object = new byte[5_000];
        new Random(3).nextBytes(object);
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        // When
        try (RangeStream in = stream(object, 64)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.write(next);
                if (read.size() % 17 == 0) {
                    in.drop();
                }
                assertThat(in.position()).isEqualTo(read.size());
                assertThat(in.available()).isEqualTo(object.length - read.size());
            }

            // Then
            assertThat(read.toByteArray()).isEqualTo(object);
            in.seek(4_321);
            assertThat(in.read()).isEqualTo(object[4_321] & 0xFF);
            in.seek(4_320);
            assertThat(in.read()).isEqualTo(object[4_320] & 0xFF);
        }
    }

    @Test
    void readsAllMembersOfAFileWhereverItsPiecesEnd() throws IOException {
        // Given what cat makes of two files
        byte[] first = member("one\n");
        byte[] second = member("two\n");
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        for (int pieceBytes : new int[] {1, 7, first.length, both.length}) {
            // When
            try (InputStream in = new GZIPInputStream(stream(both, pieceBytes))) {
                // Then
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .as("pieces of %s bytes", pieceBytes)
                        .isEqualTo("one\ntwo\n");
            }
        }
    }
}
