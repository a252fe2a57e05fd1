package io.penstock.s3.buffer;

import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * A growing buffer cut into segments of one exact size, the last one shorter: a full segment can leave as a part of an upload
 * while the next one fills. Memory comes in chunks, each taken from the budget before it is allocated. Thread-confined.
 */
public final class SegmentedBuffer extends OutputStream {

    /** Small, so that many open files with little data fit; a multiple of it is not required of a segment. */
    public static final int CHUNK_BYTES = 16 * 1024;

    private final MemoryBudget budget;
    private final long segmentBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();

    public SegmentedBuffer(MemoryBudget budget, long segmentBytes) {
        this.budget = budget;
        this.segmentBytes = segmentBytes;
    }

    /** The most that writing {@code bytes} takes from the budget. */
    public static long worstGrowth(long bytes) {
        // One chunk for a remainder, one where the bytes cross into a new segment.
        return (bytes / CHUNK_BYTES + 2) * CHUNK_BYTES;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        int left = length;
        while (left > 0) {
            Segment last = segments.peekLast();
            if (last == null || last.size == segmentBytes) {
                last = new Segment();
                segments.addLast(last);
            }
            int written = last.write(bytes, at, left);
            at += written;
            left -= written;
        }
    }

    /** The bytes that are held. */
    public long size() {
        long size = 0;
        for (Segment segment : segments) {
            size += segment.size;
        }
        return size;
    }

    /** Whether more than one segment is held, so that the first is full and certainly not the last of the file. */
    public boolean hasFullSegment() {
        return segments.size() > 1;
    }

    /** The first segment; empty where nothing is held. It stays held until {@link #dropFirst()}. */
    public Content first() {
        Segment first = segments.peekFirst();
        return first == null ? Content.empty() : first.content();
    }

    /** Gives the first segment's memory back. */
    public void dropFirst() {
        Segment first = segments.pollFirst();
        if (first != null) {
            budget.release(first.allocated());
        }
    }

    /** Everything that is held. */
    public Content content() {
        return Content.concat(segments.stream().map(Segment::content).toList());
    }

    /** Gives all memory back. */
    public void clear() {
        while (!segments.isEmpty()) {
            dropFirst();
        }
    }

    /** A run of chunks, filled one after the other up to the segment's size. */
    private final class Segment {

        private final List<byte[]> chunks = new ArrayList<>();
        private long size;

        int write(byte[] bytes, int offset, int length) {
            int inChunk = (int) (size % CHUNK_BYTES);
            if (inChunk == 0) {
                budget.acquire(CHUNK_BYTES);
                chunks.add(new byte[CHUNK_BYTES]);
            }
            int count = (int) Math.min(Math.min(length, CHUNK_BYTES - inChunk), segmentBytes - size);
            System.arraycopy(bytes, offset, chunks.get(chunks.size() - 1), inChunk, count);
            size += count;
            return count;
        }

        long allocated() {
            return (long) chunks.size() * CHUNK_BYTES;
        }

        Content content() {
            List<Content> pieces = new ArrayList<>(chunks.size());
            long left = size;
            for (byte[] chunk : chunks) {
                int length = (int) Math.min(left, CHUNK_BYTES);
                pieces.add(Content.of(chunk, 0, length));
                left -= length;
            }
            return Content.concat(pieces);
        }
    }
}
