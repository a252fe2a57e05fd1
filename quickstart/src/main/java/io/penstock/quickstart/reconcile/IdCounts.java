package io.penstock.quickstart.reconcile;

import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Counts ids: a hash table of {@code long} to a small count, open addressing, about 18 bytes an id.
 *
 * <p>Ids are not negative. Thread-confined.
 */
public final class IdCounts {

    private static final long FREE = -1;
    private static final int MOST = Byte.MAX_VALUE;

    private long[] ids;
    private byte[] counts;
    private int size;

    public IdCounts() {
        this(1 << 12);
    }

    private IdCounts(int capacity) {
        ids = free(capacity);
        counts = new byte[capacity];
    }

    /** Counts one more of this id; above 127 it stays there. */
    public void add(long id) {
        if (id < 0) {
            throw new IllegalArgumentException("ids are not negative: " + id);
        }
        if (size * 3L >= ids.length * 2L) {
            grow();
        }
        int slot = slot(ids, id);
        if (ids[slot] == FREE) {
            ids[slot] = id;
            size++;
        }
        if (counts[slot] < MOST) {
            counts[slot]++;
        }
    }

    /** How often the id was added. */
    public int count(long id) {
        int slot = slot(ids, id);
        return ids[slot] == id ? counts[slot] : 0;
    }

    /** Number of different ids. */
    public int size() {
        return size;
    }

    /** Visits each different id once, in no order. */
    public void forEach(LongConsumer visitor) {
        for (long id : ids) {
            if (id != FREE) {
                visitor.accept(id);
            }
        }
    }

    private void grow() {
        if (ids.length > 1 << 29) {
            throw new IllegalStateException("more ids than one reconciliation holds: " + size);
        }
        long[] moreIds = free(ids.length * 2);
        byte[] moreCounts = new byte[ids.length * 2];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] != FREE) {
                int slot = slot(moreIds, ids[i]);
                moreIds[slot] = ids[i];
                moreCounts[slot] = counts[i];
            }
        }
        ids = moreIds;
        counts = moreCounts;
    }

    private static int slot(long[] table, long id) {
        int mask = table.length - 1;
        // Ids of one vehicle differ in a few low bits: multiplying spreads them (Fibonacci hashing).
        int slot = (int) ((id * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (table[slot] != FREE && table[slot] != id) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long[] free(int capacity) {
        long[] table = new long[capacity];
        Arrays.fill(table, FREE);
        return table;
    }
}
