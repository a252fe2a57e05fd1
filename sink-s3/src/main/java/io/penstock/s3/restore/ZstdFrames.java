package io.penstock.s3.restore;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A file of Zstandard frames, decoded one after the other as they are read. An open file holds one frame's content, and not even that
 * when memory is short: it is decoded again from where the frame begins. Thread-confined.
 */
final class ZstdFrames extends InputStream implements ReadMemory.Buffer {

    /** What a decoder that reads a stream holds beside its window. */
    private static final long STREAM_BYTES = 1024L * 1024;

    private static final byte[] NONE = new byte[0];

    private final SeekableInput source;
    private final ZstdFrame decoder;
    private final ReadMemory memory;
    private final LongConsumer streams;
    private byte[] content = NONE;
    private long begin;
    private long end;
    private int size;
    private int at;
    private @Nullable InputStream stream;

    /** @param streams takes what a decoder holds that reads the rest of the file as a stream, when that is begun */
    ZstdFrames(SeekableInput source, ZstdFrame decoder, ReadMemory memory, LongConsumer streams) {
        this.source = source;
        this.decoder = decoder;
        this.memory = memory;
        this.streams = streams;
        this.end = source.position();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (stream == null && at == size) {
            source.seek(end);
            if (source.available() == 0) {
                return -1;
            }
            begin = end;
            at = 0;
            decode();
        }
        if (stream != null) {
            return stream.read(target, offset, length);
        }
        if (content.length == 0) {
            decode();
        }
        memory.touch(this);
        int count = Math.min(length, size - at);
        System.arraycopy(content, at, target, offset, count);
        at += count;
        return count;
    }

    /** The frame at its beginning, for the first time or again. */
    private void decode() throws IOException {
        source.seek(begin);
        Optional<byte[]> decoded = decoder.next(source);
        if (decoded.isEmpty()) {
            source.seek(begin);
            streams.accept(decoder.window() + STREAM_BYTES);
            stream = new ZstdInputStream(source);
            memory.decoded(this, 0);
            content = NONE;
            return;
        }
        content = decoded.get();
        size = content.length;
        end = source.position();
        memory.decoded(this, size);
    }

    @Override
    public void drop() {
        content = NONE;
    }

    @Override
    public void close() throws IOException {
        memory.decoded(this, 0);
        content = NONE;
        at = 0;
        size = 0;
        source.close();
    }
}
