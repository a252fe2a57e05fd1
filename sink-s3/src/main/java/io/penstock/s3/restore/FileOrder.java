package io.penstock.s3.restore;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** Some files of a table, to be put into the order of their first offsets, and of their keys where those are equal. Thread-confined. */
final class FileOrder {

    private final int[] indices;
    private final long[] offsets;
    private int count;
    private boolean ascending = true;

    /** @param most how many there may be */
    FileOrder(int most) {
        this.indices = new int[most];
        this.offsets = new long[most];
    }

    void add(int index, long firstOffset) {
        ascending &= count == 0 || offsets[count - 1] < firstOffset;
        indices[count] = index;
        offsets[count] = firstOffset;
        count++;
    }

    /** Their indices in the table; without an object a file. */
    int[] sorted(FileTable table) {
        int[] given = Arrays.copyOf(indices, count);
        if (ascending) {
            return given;
        }
        long[] sorted = Arrays.copyOf(offsets, count);
        Arrays.sort(sorted);
        int[] order = new int[count];
        int[] taken = new int[count]; // of the places from the first with an offset on
        for (int i = 0; i < count; i++) {
            int first = firstOf(sorted, offsets[i]);
            order[first + taken[first]++] = given[i];
        }
        for (int from = 0, to; from < count; from = to) {
            to = from + 1;
            while (to < count && sorted[to] == sorted[from]) {
                to++;
            }
            if (to - from > 1) {
                byKeys(table, order, from, to);
            }
        }
        return order;
    }

    private static int firstOf(long[] sorted, long offset) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void byKeys(FileTable table, int[] order, int from, int to) {
        FileTable.Cursor cursor = table.cursor();
        int[] ordered = Arrays.stream(order, from, to)
                .boxed()
                .sorted(Comparator.comparing(index -> {
                    cursor.seek(index);
                    return cursor.file(Optional.empty()).key();
                }))
                .mapToInt(Integer::intValue)
                .toArray();
        System.arraycopy(ordered, 0, order, from, ordered.length);
    }
}
