package io.penstock.s3.restore;

/** A number for each of many files, which are known by the hashes of their keys. Thread-confined. */
final class LastOffsets {

    /** What one takes on an average. */
    static final int FILE_BYTES = 48;

    private static final int HIGH = 0;
    private static final int LOW = 1;
    private static final int VALUE = 2;
    private static final int COLUMNS = 3;
    private static final int LEAST_ROWS = 64;

    /** No file's: it marks the free rows. */
    private static final long FREE = Long.MIN_VALUE;

    private long[] rows = free(LEAST_ROWS);
    private int count;

    private static long[] free(int rows) {
        long[] free = new long[rows * COLUMNS];
        for (int row = 0; row < free.length; row += COLUMNS) {
            free[row + VALUE] = FREE;
        }
        return free;
    }

    void put(KeyHash key, long number) {
        if ((count + 1) * 3L > rows.length / COLUMNS * 2L) {
            grow();
        }
        int row = row(key.high(), key.low());
        count += rows[row + VALUE] == FREE ? 1 : 0;
        rows[row + HIGH] = key.high();
        rows[row + LOW] = key.low();
        rows[row + VALUE] = number;
    }

    private void grow() {
        long[] before = rows;
        rows = free(before.length / COLUMNS * 2);
        for (int from = 0; from < before.length; from += COLUMNS) {
            if (before[from + VALUE] != FREE) {
                System.arraycopy(before, from, rows, row(before[from + HIGH], before[from + LOW]), COLUMNS);
            }
        }
    }

    /** Where the key's row is, or would be. */
    private int row(long high, long low) {
        int all = rows.length / COLUMNS; // a power of two
        int number = (int) low & (all - 1);
        while (rows[number * COLUMNS + VALUE] != FREE
                && !(rows[number * COLUMNS + HIGH] == high && rows[number * COLUMNS + LOW] == low)) {
            number = (number + 1) & (all - 1);
        }
        return number * COLUMNS;
    }

    boolean contains(KeyHash key) {
        return rows[row(key.high(), key.low()) + VALUE] != FREE;
    }

    /** @param otherwise for one that is not known */
    long get(KeyHash key, long otherwise) {
        long number = rows[row(key.high(), key.low()) + VALUE];
        return number == FREE ? otherwise : number;
    }

    /** What it takes on the heap. */
    long bytes() {
        return 8L * rows.length;
    }
}
