package io.penstock.common.offset;

import java.util.BitSet;

/**
 * The highest contiguous prefix of numbered things of which each may become durable in any order: packets of a session, offsets
 * of a partition. Numbers are given out in order, without gaps. Memory is one bit for each number between the prefix and the
 * last one given out. Not thread-safe.
 */
public final class OffsetTracker {

    private final BitSet done = new BitSet();
    private long base;

    /** The first bit that is not set; kept, since finding it from 0 each time costs the whole prefix. */
    private int prefix;

    private long end;

    /** Gives out the next number, beginning with 0. */
    public long add() {
        return end++;
    }

    /**
     * Notes that a number is durable; again is harmless.
     *
     * @throws IllegalArgumentException for a number that was never given out
     */
    public void done(long number) {
        if (number < 0 || number >= end) {
            throw new IllegalArgumentException("number " + number + " was not given out; the next one is " + end);
        }
        if (number >= base) {
            done.set(Math.toIntExact(number - base));
            prefix = done.nextClearBit(prefix);
            compact();
        }
    }

    private void compact() {
        // Moving the rest costs its length; half of it must have become free for that.
        if (prefix > 1024 && prefix * 2L > end - base) {
            BitSet rest = done.get(prefix, done.length());
            done.clear();
            done.or(rest);
            base += prefix;
            prefix = 0;
        }
    }

    /** Every number below this one is durable. */
    public long contiguous() {
        return base + prefix;
    }

    /** How many numbers were given out and are not in the prefix. */
    public long outstanding() {
        return end - contiguous();
    }
}
