package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the files that are open together hold of their contents. Thread-confined to the task.
 *
 * <p>Invariant: it is never more than the bound once a call has returned. What can be read again is dropped for it, what was used
 * longest ago first, and what is decoded before what was fetched: decoding it again costs less than a request. What cannot be, and has
 * no room, ends the task.
 */
final class ReadMemory {

    /** With few files open, a piece is as large as one request does well. */
    private static final int LARGEST_PIECE_BYTES = 4 * 1024 * 1024;

    private static final int SMALLEST_PIECE_BYTES = 8 * 1024;

    private final long bound;
    private final Map<Buffer, Long> decoded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Buffer, Long> fetched = new LinkedHashMap<>(16, 0.75f, true);
    private long used;
    private int files;

    ReadMemory(long bound) {
        this.bound = bound;
    }

    /** Bytes that can be read again. */
    interface Buffer {

        /** Lets them go. */
        void drop();
    }

    /** What one open file holds and cannot read again. */
    final class Held implements AutoCloseable {

        private long bytes;

        private Held() {
            files++;
        }

        /** @throws FatalException when there is no room for it, whatever is dropped */
        void hold(long now) {
            used += now - bytes;
            bytes = now;
            if (used > bound) {
                makeRoom(null);
            }
        }

        /** Once. */
        @Override
        public void close() {
            hold(0);
            files--;
        }
    }

    /** A file is opened. */
    Held open() {
        return new Held();
    }

    /**
     * A buffer holds something else than before.
     *
     * @param bytes 0 where it was emptied
     */
    void decoded(Buffer buffer, long bytes) {
        hold(decoded, buffer, bytes);
    }

    /**
     * A buffer holds something else than before.
     *
     * @param bytes 0 where it was emptied
     */
    void fetched(Buffer buffer, long bytes) {
        hold(fetched, buffer, bytes);
    }

    private void hold(Map<Buffer, Long> buffers, Buffer buffer, long bytes) {
        Long before = buffers.remove(buffer);
        used += bytes - (before == null ? 0 : before);
        if (bytes > 0) {
            buffers.put(buffer, bytes);
        }
        if (used > bound) {
            makeRoom(buffer);
        }
    }

    /** It is used, and others are dropped before it. */
    void touch(Buffer buffer) {
        Long unused = decoded.get(buffer); // a look counts as a use
    }

    /** @param kept the one that is being filled */
    private void makeRoom(@Nullable Buffer kept) {
        dropAllBut(decoded, kept);
        dropAllBut(fetched, kept);
        if (used > bound) {
            throw new FatalException(
                    S3Error.TOO_MUCH_OPEN,
                    "the " + files + " files that are open together hold " + used + " bytes, and restore.read.bytes is "
                            + bound + ". " + S3Error.TOO_MUCH_OPEN.remedy());
        }
    }

    private void dropAllBut(Map<Buffer, Long> buffers, @Nullable Buffer kept) {
        Iterator<Map.Entry<Buffer, Long>> eldest = buffers.entrySet().iterator();
        while (used > bound && eldest.hasNext()) {
            Map.Entry<Buffer, Long> entry = eldest.next();
            if (entry.getKey() != kept) {
                entry.getKey().drop();
                used -= entry.getValue();
                eldest.remove();
            }
        }
    }

    /** How much the next request of a file asks for: half of the room is for pieces. */
    int pieceBytes() {
        return (int) Math.max(SMALLEST_PIECE_BYTES, Math.min(LARGEST_PIECE_BYTES, bound / 2 / (files + 1)));
    }

    long used() {
        return used;
    }
}
