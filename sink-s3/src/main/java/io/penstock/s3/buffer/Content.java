package io.penstock.s3.buffer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Bytes that do not change any more, in pieces, so that what a buffer gathered reaches the socket without being copied.
 * Can be read any number of times, by any thread that was handed it: a retry sends the identical content.
 */
public final class Content {

    private static final Content EMPTY = new Content(List.of());

    private final List<Piece> pieces;
    private final long size;

    private Content(List<Piece> pieces) {
        this.pieces = pieces;
        this.size = pieces.stream().mapToLong(Piece::length).sum();
    }

    public static Content empty() {
        return EMPTY;
    }

    /** @param bytes kept without a copy; the caller changes them no more */
    public static Content of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** @param bytes kept without a copy; the caller changes the range no more */
    public static Content of(byte[] bytes, int offset, int length) {
        return new Content(List.of(new Held(bytes, offset, length)));
    }

    /** A full chunk that was spilled; it can be read as long as its slot is not released. */
    static Content spilled(SpillSpace space, SpillSpace.Slot slot) {
        return new Content(List.of(new Spilled(space, slot)));
    }

    public static Content concat(List<Content> contents) {
        List<Piece> all = new ArrayList<>();
        contents.forEach(content -> all.addAll(content.pieces));
        return new Content(List.copyOf(all));
    }

    /** In bytes. */
    public long size() {
        return size;
    }

    /** Reads spilled pieces one after the other, when it comes to them. */
    public InputStream open() {
        return new Reading(pieces.iterator());
    }

    /** A copy in one array; only for contents that are known to be small. */
    public byte[] toByteArray() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
        try (InputStream in = open()) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The bytes in one array, without a copy where they are one already; the caller changes them no more. */
    public byte[] asByteArray() {
        return pieces.size() == 1 && pieces.get(0) instanceof Held held && held.length == held.bytes.length
                ? held.bytes
                : toByteArray();
    }

    /** For a message in a log: the size, never the bytes. */
    @Override
    public String toString() {
        return size + " bytes";
    }

    private sealed interface Piece {

        long length();

        InputStream open();
    }

    /** A range of an array. */
    private static final class Held implements Piece {

        private final byte[] bytes;
        private final int offset;
        private final int length;

        Held(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.offset = offset;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes, offset, length);
        }
    }

    /** A slot. */
    private static final class Spilled implements Piece {

        private final SpillSpace space;
        private final SpillSpace.Slot slot;

        Spilled(SpillSpace space, SpillSpace.Slot slot) {
            this.space = space;
            this.slot = slot;
        }

        @Override
        public long length() {
            return SegmentedBuffer.CHUNK_BYTES;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(space.read(slot));
        }
    }

    /** One piece after the other; holds nothing that would have to be closed. */
    private static final class Reading extends InputStream {

        private final Iterator<Piece> ahead;
        private InputStream current = InputStream.nullInputStream();

        Reading(Iterator<Piece> ahead) {
            this.ahead = ahead;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int count = current.read(bytes, offset, length);
            while (count < 0 && ahead.hasNext()) {
                current = ahead.next().open();
                count = current.read(bytes, offset, length);
            }
            return count;
        }
    }
}
