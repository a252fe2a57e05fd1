package io.penstock.s3.buffer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Bytes that do not change any more, in pieces, so that what a buffer gathered reaches the socket without being copied.
 * Can be read any number of times: a retry sends the identical content.
 */
public final class Content {

    private static final Content EMPTY = new Content(List.of());

    private final List<Piece> pieces;
    private final long size;

    private Content(List<Piece> pieces) {
        this.pieces = pieces;
        this.size = pieces.stream().mapToLong(piece -> piece.length).sum();
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
        return new Content(List.of(new Piece(bytes, offset, length)));
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

    public InputStream open() {
        return new SequenceInputStream(Collections.enumeration(pieces.stream()
                .map(piece -> (InputStream) new ByteArrayInputStream(piece.bytes, piece.offset, piece.length))
                .toList()));
    }

    /** A copy in one array; only for contents that are known to be small. */
    public byte[] toByteArray() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
        pieces.forEach(piece -> out.write(piece.bytes, piece.offset, piece.length));
        return out.toByteArray();
    }

    /** The bytes in one array, without a copy where they are one already; the caller changes them no more. */
    public byte[] asByteArray() {
        boolean whole =
                pieces.size() == 1 && pieces.get(0).offset == 0 && pieces.get(0).length == pieces.get(0).bytes.length;
        return whole ? pieces.get(0).bytes : toByteArray();
    }

    /** For a message in a log: the size, never the bytes. */
    @Override
    public String toString() {
        return size + " bytes";
    }

    /** A range of an array. */
    private static final class Piece {

        private final byte[] bytes;
        private final int offset;
        private final int length;

        Piece(byte[] bytes, int offset, int length) {
            this.bytes = bytes;
            this.offset = offset;
            this.length = length;
        }
    }
}
