package io.penstock.jdbc.plan;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a batch comes to for one table. The truncation is done first, then the deletes: a key that was deleted
 * and written again stands in both.
 *
 * @param truncates whether the table is emptied of what it holds
 * @param deletes at most one for each key; with delete.mode=soft the marks of rows that are in the table
 * @param writes at most one for each key, except with insert
 */
public record Changes(boolean truncates, List<Row> deletes, List<Row> writes) {

    Changes(List<Row> deletes, List<Row> writes) {
        this(false, deletes, writes);
    }

    /** The deletes whose key is written again in the batch, or one that the database may take for equal. */
    public Set<Row> followedDeletes(int keySize) {
        Set<Row> followed = Collections.newSetFromMap(new IdentityHashMap<>());
        if (!deletes.isEmpty()) {
            Set<Object> written =
                    writes.stream().map(row -> RowKeys.folded(row, keySize)).collect(Collectors.toSet());
            deletes.stream()
                    .filter(row -> written.contains(RowKeys.folded(row, keySize)))
                    .forEach(followed::add);
        }
        return followed;
    }
}
