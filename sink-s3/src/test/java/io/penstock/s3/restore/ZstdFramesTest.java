package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ZstdFramesTest {

    private final ReadMemory memory = new ReadMemory(64L * 1024 * 1024);
    private final List<Long> streams = new ArrayList<>();

    private ZstdFrames frames(byte[] file) {
        return new ZstdFrames(new BytesInput(file), new ZstdFrame(), memory, streams::add);
    }

    private static byte[] text(int bytes) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(bytes);
        while (text.length() < bytes) {
            text.append(random.nextInt(1_000)).append(' ');
        }
        return text.substring(0, bytes).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] frame(byte[] plain) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] frame = new byte[compressor.maxCompressedLength(plain.length)];
        return Arrays.copyOf(frame, compressor.compress(plain, 0, plain.length, frame, 0, frame.length));
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.write(part);
        }
        return joined.toByteArray();
    }

    @Test
    void readsFrameAfterFrameThoughItsContentIsDroppedInBetween() throws IOException {
        // Given frames of all sizes of their headers, one of several blocks, an empty one, and one to be skipped
        byte[][] plain = {text(200), text(3_000), text(100_000), new byte[0], text(1_000_000), text(70_000)};
        byte[] skippable = {0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3};
        byte[] file = joined(
                frame(plain[0]),
                skippable,
                frame(plain[1]),
                frame(plain[2]),
                frame(plain[3]),
                frame(plain[4]),
                frame(plain[5]));
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        // When
        ZstdFrames frames = frames(file);
        byte[] some = new byte[7_001];
        for (int count = frames.read(some); count >= 0; count = frames.read(some)) {
            read.write(some, 0, count);
            frames.drop();
        }

        // Then
        assertThat(read.toByteArray()).isEqualTo(joined(plain));
        assertThat(streams).as("decoders of their own").isEmpty();
        frames.close();
        assertThat(memory.used()).isZero();
    }

    @Test
    void readsAsAStreamWhatDoesNotSayHowLargeItIs() throws IOException {
        // Given
        byte[] first = text(5_000);
        byte[] rest = text(9_000_000);
        ByteArrayOutputStream streamed = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(streamed)) {
            out.write(rest);
        }

        // When
        byte[] read = frames(joined(frame(first), streamed.toByteArray(), frame(first)))
                .readAllBytes();

        // Then
        assertThat(read).isEqualTo(joined(first, rest, first));
        assertThat(streams).hasSize(1);
    }

    @Test
    void failsAtWhatIsDamaged() {
        byte[] frame = frame(text(3_000));
        byte[] cut = Arrays.copyOf(frame, frame.length - 1);
        byte[] other = "no frame of any kind".getBytes(StandardCharsets.US_ASCII);
        byte[] changed = frame.clone();
        changed[frame.length / 2] = (byte) ~changed[frame.length / 2];

        for (byte[] file : new byte[][] {cut, other, changed}) {
            assertThatThrownBy(() -> frames(file).readAllBytes()).isInstanceOf(Exception.class);
        }
    }
}
