package io.penstock.jdbc.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch comes to where a change counts only if the row is not newer (upsert.condition.field). What a change does then
 * depends on the row in the table, so changes of one key that do not replace each other are made one after the other: each round has at
 * most one delete and, after it, one write of a key.
 *
 * <p>Within the batch it is known that a write is older than an earlier one, or than a delete that says which version it deletes; such a
 * write is not made. One that is not older, and speaks of every column that the write before it speaks of, replaces that.
 */
public final class Rounds {

    private final int keySize;
    private final int versionCell;
    private final boolean careful;
    private final Map<Object, Last> lasts = new HashMap<>();
    private final List<Round> rounds = new ArrayList<>();

    private Rounds(int keySize, int versionCell, boolean careful) {
        this.keySize = keySize;
        this.versionCell = versionCell;
        this.careful = careful;
    }

    /**
     * @param rows in the order of arrival; rejected ones take no part.
     *
     * @param keySize how many of the first cells make the key
     *
     * @param versionCell the cell that tells which of two changes is newer
     *
     * @param careful whether changes may be refused, so that the ones that gave way to them must be at hand
     * @return in the order in which they are to be made; at least one
     */
    public static List<Changes> of(List<Row> rows, int keySize, int versionCell, boolean careful) {
        Rounds rounds = new Rounds(keySize, versionCell, careful);
        LiveRows live = LiveRows.of(rows);
        live.rows().forEach(rounds::add);
        List<Changes> changes = new ArrayList<>();
        for (Round round : rounds.rounds) {
            changes.add(new Changes(
                    live.truncated() && changes.isEmpty(),
                    RowKeys.sorted(round.deletes.values(), keySize),
                    RowKeys.sorted(round.writes.values(), keySize)));
        }
        return changes.isEmpty() ? List.of(new Changes(live.truncated(), List.of(), List.of())) : changes;
    }

    private void add(Row row) {
        Object key = RowKeys.key(row, keySize);
        Last last = lasts.get(key);
        if (row.isDelete() || row.isMark()) {
            delete(key, last == null ? 0 : last.round + 1, row);
        } else if (last == null) {
            write(key, 0, row);
        } else if (!last.isWrite) {
            afterDelete(key, last, row);
        } else {
            afterWrite(key, last, row);
        }
    }

    private void afterDelete(Object key, Last last, Row row) {
        Row delete = last.row;
        if (isVersioned(delete) && isOlder(row, delete)) {
            if (!careful) {
                return;
            }
            Row refused = delete.standIn();
            // It is made if the delete is refused, which then has deleted nothing.
            delete(key, last.round, delete.before(refused == null || !isOlder(row, refused) ? row : refused));
        } else {
            write(key, last.round, row);
        }
    }

    private void afterWrite(Object key, Last last, Row row) {
        Row written = last.row;
        if (isOlder(row, written)) {
            if (!careful) {
                return;
            }
            if (written.standIn() == null) {
                write(key, last.round, written.before(row));
                return;
            }
        } else if (row.covers(written)) {
            write(key, last.round, row.after(written));
            return;
        }
        write(key, last.round + 1, row);
    }

    private boolean isOlder(Row row, Row than) {
        return Versions.isOlder(row.cell(versionCell), than.cell(versionCell));
    }

    private boolean isVersioned(Row row) {
        Object version = row.cell(versionCell);
        return version != null && version != Row.ABSENT;
    }

    private void delete(Object key, int round, Row row) {
        round(round).deletes.put(key, row);
        lasts.put(key, new Last(round, false, row));
    }

    private void write(Object key, int round, Row row) {
        round(round).writes.put(key, row);
        lasts.put(key, new Last(round, true, row));
    }

    private Round round(int index) {
        while (rounds.size() <= index) {
            rounds.add(new Round(new LinkedHashMap<>(), new LinkedHashMap<>()));
        }
        return rounds.get(index);
    }

    /** Changes of different keys, the deletes before the writes. */
    private record Round(Map<Object, Row> deletes, Map<Object, Row> writes) {}

    /** The last change of a key, and its round. */
    private record Last(int round, boolean isWrite, Row row) {}
}
