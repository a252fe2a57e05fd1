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
    private final SpillSpace spill;
    private final long segmentBytes;
    private final Deque<Segment> segments = new ArrayDeque<>();

    /** One that stays in memory. */
    public SegmentedBuffer(MemoryBudget budget, long segmentBytes) {
        this(budget, segmentBytes, SpillSpace.off());
    }

    public SegmentedBuffer(MemoryBudget budget, long segmentBytes, SpillSpace spill) {
        this.budget = budget;
        this.spill = spill;
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
            first.release();
        }
    }

    /**
     * Spills full chunks, the oldest first. The one that grows stays: so what a record takes does not depend on what was spilled.
     *
     * @param bytes after which it is enough
     * @return the memory that was given back
     */
    public long spill(long bytes) {
        long freed = 0;
        for (Segment segment : segments) {
            freed += segment.spill(bytes - freed);
        }
        return freed;
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

        /** Slots of the first chunks, which are spilled. */
        private final List<SpillSpace.Slot> slots = new ArrayList<>();

        /** The others. */
        private final Deque<byte[]> chunks = new ArrayDeque<>();

        private long size;

        int write(byte[] bytes, int offset, int length) {
            int inChunk = (int) (size % CHUNK_BYTES);
            if (inChunk == 0) {
                budget.acquire(CHUNK_BYTES);
                chunks.addLast(new byte[CHUNK_BYTES]);
            }
            int count = (int) Math.min(Math.min(length, CHUNK_BYTES - inChunk), segmentBytes - size);
            System.arraycopy(bytes, offset, chunks.getLast(), inChunk, count);
            size += count;
            return count;
        }

        long spill(long bytes) {
            long freed = 0;
            while (freed < bytes && (slots.size() + 1L) * CHUNK_BYTES <= size) {
                SpillSpace.Slot slot = spill.keep(chunks.getFirst());
                if (slot == null) {
                    break;
                }
                slots.add(slot);
                chunks.removeFirst();
                budget.release(CHUNK_BYTES);
                freed += CHUNK_BYTES;
            }
            return freed;
        }

        void release() {
            budget.release((long) chunks.size() * CHUNK_BYTES);
            slots.forEach(spill::release);
        }

        Content content() {
            List<Content> pieces = new ArrayList<>(slots.size() + chunks.size());
            slots.forEach(slot -> pieces.add(Content.spilled(spill, slot)));
            long left = size - (long) slots.size() * CHUNK_BYTES;
            for (byte[] chunk : chunks) {
                int length = (int) Math.min(left, CHUNK_BYTES);
                pieces.add(Content.of(chunk, 0, length));
                left -= length;
            }
            return Content.concat(pieces);
        }
    }
}
