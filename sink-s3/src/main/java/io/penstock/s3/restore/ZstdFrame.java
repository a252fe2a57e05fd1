package io.penstock.s3.restore;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Decodes one frame of Zstandard at a time (RFC 8878, section 3.1), for any number of files: what a decoder needs beside a frame and its
 * content is there once. Thread-confined.
 */
final class ZstdFrame {

    /** Beyond it a frame is not decoded at once: the sink's are of 128 KiB, or one larger record. */
    private static final int LARGEST_CONTENT = 4 * 1024 * 1024;

    private static final long LARGEST_WINDOW = 8L * 1024 * 1024;
    private static final int MAGIC = 0xFD2FB528;
    private static final int SKIPPABLE = 0x184D2A50;
    private static final int SKIPPABLE_MASK = 0xFFFFFFF0;
    private static final int LARGEST_BLOCK = 128 * 1024;
    private static final int RAW = 0;
    private static final int RLE = 1;
    private static final int COMPRESSED = 2;
    private static final int CHECKSUM_BYTES = 4;
    private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
    private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};

    private final ZstdDecompressor decompressor = new ZstdDecompressor();
    private byte[] frame = new byte[LARGEST_BLOCK];
    private int length;
    private long window;

    /**
     * The content of the frame that begins here, which is not the end.
     *
     * @return empty for a frame that is large, or does not say how large it is, which may be read as a stream from its beginning
     */
    Optional<byte[]> next(InputStream source) throws IOException {
        length = 0;
        int magic = (int) number(source, 4);
        if ((magic & SKIPPABLE_MASK) == SKIPPABLE) {
            source.skipNBytes(number(source, 4));
            return Optional.of(new byte[0]);
        }
        if (magic != MAGIC) {
            throw new IOException("no frame begins here");
        }
        long size = contentSize(source);
        if (size < 0 || size > LARGEST_CONTENT) {
            return Optional.empty();
        }
        boolean checksum = (frame[4] & 0x04) != 0;
        long most = blocks(source) * (long) LARGEST_BLOCK;
        if (checksum) {
            take(source, CHECKSUM_BYTES);
        }
        if (size > most) {
            throw new IOException("a frame's blocks are too few for its content");
        }
        byte[] content = new byte[(int) size];
        int written = decompressor.decompress(frame, 0, length, content, 0, content.length);
        if (written != content.length) {
            throw new IOException("a frame's content is shorter than it says");
        }
        return Optional.of(content);
    }

    /** What a decoder must remember of the content of the frame that was met last; the decoder that we have takes 8 MiB at most. */
    long window() {
        return Math.max(0, Math.min(window, LARGEST_WINDOW));
    }

    /** The rest of the header; -1 where it does not say. */
    private long contentSize(InputStream source) throws IOException {
        int descriptor = (int) number(source, 1);
        boolean single = (descriptor & 0x20) != 0;
        int exponentAndMantissa = single ? 0 : (int) number(source, 1);
        take(source, DICTIONARY_BYTES[descriptor & 0x03]);
        int flag = descriptor >>> 6;
        int bytes = flag == 0 && single ? 1 : CONTENT_SIZE_BYTES[flag];
        long size = bytes == 0 ? -1 : number(source, bytes) + (bytes == 2 ? 256 : 0);
        long base = 1L << (10 + (exponentAndMantissa >>> 3));
        window = single ? size : base + base / 8 * (exponentAndMantissa & 7);
        return size;
    }

    /** @return how many there are */
    private int blocks(InputStream source) throws IOException {
        for (int count = 1; ; count++) {
            int header = (int) number(source, 3);
            int type = (header >>> 1) & 0x03;
            switch (type) {
                case RAW, COMPRESSED -> take(source, header >>> 3);
                case RLE -> take(source, 1);
                default -> throw new IOException("a block has a type that there is not");
            }
            if ((header & 1) != 0) {
                return count;
            }
        }
    }

    /** Little-endian. */
    private long number(InputStream source, int bytes) throws IOException {
        take(source, bytes);
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number |= (frame[length - bytes + i] & 0xFFL) << (8 * i);
        }
        return number;
    }

    private void take(InputStream source, int bytes) throws IOException {
        if (frame.length - length < bytes) {
            frame = Arrays.copyOf(frame, Math.max(2 * frame.length, length + bytes));
        }
        if (source.readNBytes(frame, length, bytes) < bytes) {
            throw new EOFException();
        }
        length += bytes;
    }
}
