package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.InsertMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reduces a batch to what it comes to: with upsert and update the last change of each key wins, deletes included; with
 * insert_ignore the first one after the key's last delete; with insert a delete takes back the rows before it. A soft delete joins
 * the write before it in the batch; without one it is for the row in the table, and done before writes as deletes are. Sorted by key, so that tasks lock rows in one order and do not deadlock.
 *
 * <p>A delete or a soft delete that is refused is no change: rejected, it takes no part in another reduction, and what stood before
 * it in the batch stands again.
 */
public final class Reducer {

    private Reducer() {}

    /**
     * @param rows in the order of arrival; rejected ones take no part.
     *
     * @param keySize how many of the first cells make the key
     */
    public static Changes reduce(List<Row> rows, int keySize, InsertMode mode) {
        LiveRows live = LiveRows.of(rows);
        Changes changes = reduceLive(live.rows(), keySize, mode);
        return new Changes(live.truncated(), changes.deletes(), changes.writes());
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
            Object key = RowKeys.key(row, keySize);
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
        return new Changes(RowKeys.sorted(deletes.values(), keySize), RowKeys.sorted(last.values(), keySize));
    }

    /** From the last to the first: what comes after a row of its key stands in for it, what comes before a delete is gone. */
    private static Changes firstInserts(List<Row> rows, int keySize) {
        Map<Object, Row> deletes = new LinkedHashMap<>();
        Map<Object, Row> first = new LinkedHashMap<>(rows.size() * 2);
        for (int i = rows.size() - 1; i >= 0; i--) {
            Row row = rows.get(i);
            Object key = RowKeys.key(row, keySize);
            if (row.isDelete()) {
                deletes.putIfAbsent(key, row);
            } else if (!deletes.containsKey(key)) {
                Row later = first.get(key);
                first.put(key, later == null ? row : row.before(later));
            }
        }
        return new Changes(RowKeys.sorted(deletes.values(), keySize), RowKeys.sorted(first.values(), keySize));
    }

    private static Changes insertsAndDeletes(List<Row> rows, int keySize) {
        Map<Object, Row> deletes = new LinkedHashMap<>();
        Map<Object, List<Row>> inserts = new LinkedHashMap<>();
        Set<Object> order = new LinkedHashSet<>();
        for (Row row : rows) {
            Object key = RowKeys.key(row, keySize);
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
        return new Changes(RowKeys.sorted(deletes.values(), keySize), writes);
    }
}
