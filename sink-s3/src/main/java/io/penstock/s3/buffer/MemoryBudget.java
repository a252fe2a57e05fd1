package io.penstock.s3.buffer;

/**
 * The bytes that one task holds for all its partitions, against {@code buffer.memory.bytes}.
 *
 * <p>Invariant: {@code used <= limit}; who needs more asks {@link #fits} first and makes room. Changed by the task's thread
 * only; metrics read {@link #used()} from others.
 */
public final class MemoryBudget {

    private final long limit;
    private volatile long used;
    private volatile long peak;

    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    public boolean fits(long bytes) {
        return used + bytes <= limit;
    }

    /** @throws IllegalStateException when the bytes do not fit: a caller forgot to make room */
    public void acquire(long bytes) {
        if (!fits(bytes)) {
            throw new IllegalStateException(
                    "no room for " + bytes + " bytes: " + used + " of " + limit + " are in use");
        }
        set(used + bytes);
    }

    public void release(long bytes) {
        set(used - bytes);
    }

    private void set(long bytes) {
        used = bytes;
        peak = Math.max(peak, bytes);
    }

    public long limit() {
        return limit;
    }

    public long used() {
        return used;
    }

    /** The most that was ever in use. */
    public long peak() {
        return peak;
    }
}
