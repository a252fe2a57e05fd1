package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.InsertMode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reduces a batch to what it comes to: with upsert and update the last change of each key wins, deletes included; with
 * insert_ignore the first one after the key's last delete; with insert a delete takes back the rows before it. A soft delete joins
 * the write before it in the batch; without one it is for the row in the table, and done before writes as deletes are. Sorted by key, so that tasks lock rows in one order and do not deadlock.
 *
 * <p>A delete or a soft delete that is refused is no change: rejected, it takes no part in another reduction, and what stood before
 * it in the batch stands again.
 */
public final class Reducer {

    private static final Comparator<Row> BY_KEY_OF_ONE = (a, b) -> compareCells(a.cell(0), b.cell(0));

    private Reducer() {}

    /**
     * @param rows in the order of arrival; rejected ones take no part.
     *
     * @param keySize how many of the first cells make the key
     */
    public static Changes reduce(List<Row> rows, int keySize, InsertMode mode) {
        List<Row> live = new ArrayList<>(rows.size());
        boolean truncates = false;
        for (Row row : rows) {
            if (row.isTruncate()) {
                live.clear();
                truncates = true;
            } else if (!row.isRejected() && !row.isNothing()) {
                live.add(row);
            }
        }
        Changes changes = reduceLive(live, keySize, mode);
        return new Changes(truncates, changes.deletes(), changes.writes());
    }

    private static Changes reduceLive(List<Row> live, int keySize, InsertMode mode) {
        return switch (mode) {
            case INSERT ->
                keySize > 0 && live.stream().anyMatch(Row::isDelete)
                        ? insertsAndDeletes(live, keySize)
                        : new Changes(List.of(), live);
            case INSERT_IGNORE -> keySize == 0 ? new Changes(List.of(), live) : firstInserts(live, keySize);
            case UPSERT, UPDATE -> lastChanges(live, keySize);
        };
    }

    private static Changes lastChanges(List<Row> rows, int keySize) {
        Map<Object, Row> deletes = new LinkedHashMap<>();
        Map<Object, Row> last = new LinkedHashMap<>(rows.size() * 2);
        for (Row row : rows) {
            Object key = key(row, keySize);
            Row earlier = last.get(key);
            if (row.isDelete()) {
                deletes.put(key, row);
                last.remove(key);
            } else if (row.isMark() && earlier == null) {
                deletes.put(key, row);
            } else {
                last.put(key, earlier == null ? row : row.after(earlier));
            }
        }
        return new Changes(sorted(deletes.values(), keySize), sorted(last.values(), keySize));
    }

    /** From the last to the first: what comes after a row of its key stands in for it, what comes before a delete is gone. */
    private static Changes firstInserts(List<Row> rows, int keySize) {
        Map<Object, Row> deletes = new LinkedHashMap<>();
        Map<Object, Row> first = new LinkedHashMap<>(rows.size() * 2);
        for (int i = rows.size() - 1; i >= 0; i--) {
            Row row = rows.get(i);
            Object key = key(row, keySize);
            if (row.isDelete()) {
                deletes.putIfAbsent(key, row);
            } else if (!deletes.containsKey(key)) {
                Row later = first.get(key);
                first.put(key, later == null ? row : row.before(later));
            }
        }
        return new Changes(sorted(deletes.values(), keySize), sorted(first.values(), keySize));
    }

    private static Changes insertsAndDeletes(List<Row> rows, int keySize) {
        Map<Object, Row> deletes = new LinkedHashMap<>();
        Map<Object, List<Row>> inserts = new LinkedHashMap<>();
        Set<Object> order = new LinkedHashSet<>();
        for (Row row : rows) {
            Object key = key(row, keySize);
            if (row.isDelete()) {
                deletes.put(key, row);
                inserts.remove(key);
                order.remove(key);
            } else {
                inserts.computeIfAbsent(key, unused -> new ArrayList<>(1)).add(row);
                order.add(key);
            }
        }
        List<Row> writes = new ArrayList<>();
        for (Object key : order) {
            writes.addAll(inserts.getOrDefault(key, List.of()));
        }
        return new Changes(sorted(deletes.values(), keySize), writes);
    }

    private static List<Row> sorted(Iterable<Row> rows, int keySize) {
        List<Row> sorted = new ArrayList<>();
        rows.forEach(sorted::add);
        sorted.sort(keySize == 1 ? BY_KEY_OF_ONE : byKey(keySize));
        return sorted;
    }

    private static Comparator<Row> byKey(int keySize) {
        return (a, b) -> {
            for (int i = 0; i < keySize; i++) {
                int order = compareCells(a.cell(i), b.cell(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Cells of one column are of one class. */
    @SuppressWarnings("unchecked")
    private static int compareCells(@Nullable Object a, @Nullable Object b) {
        return ((Comparable<Object>) comparable(a)).compareTo(comparable(b));
    }

    private static Object key(Row row, int keySize) {
        if (keySize == 1) {
            return comparable(row.cell(0));
        }
        List<Object> key = new ArrayList<>(keySize);
        for (int i = 0; i < keySize; i++) {
            key.add(comparable(row.cell(i)));
        }
        return key;
    }

    /** Equal where the database takes two values for equal: 1.0 and 1.00 are one number. */
    private static Object comparable(@Nullable Object cell) {
        if (cell instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        if (cell instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (cell == null) {
            throw new IllegalArgumentException("a key cell is null");
        }
        return cell;
    }
}
