package io.penstock.jdbc.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reduces a batch in which a change counts only if the row is not newer (upsert.condition.field): of each key at most one delete and,
 * after it, one write remain, which the database compares with the row that is there. It takes a look at the table where changes could
 * only be merged if it were known which of them count; {@link #unsure} names those.
 *
 * <p>Within the batch it is known that a change is older than an earlier one; such a change is not made. One that is not older and
 * speaks of every column that the write before it speaks of replaces that, whether that one counts or not.
 *
 * <p>A change that is refused is no change: what the others of its key come to without it is told by another reduction, of {@link
 * #disturbed}, when what this one came to was taken back.
 */
public final class VersionedReducer {

    private final int keySize;
    private final int versionCell;
    private final UnaryOperator<@Nullable Object> stored;
    private final boolean truncated;
    private final Map<Object, List<Row>> byKey = new LinkedHashMap<>();
    private final Map<Object, Fold> folds = new LinkedHashMap<>();

    /**
     * @param rows in the order of arrival; rejected ones take no part.
     *
     * @param keySize how many of the first cells make the key
     *
     * @param versionCell the cell that tells which of two changes is newer
     *
     * @param stored what the table makes of a version
     */
    public VersionedReducer(List<Row> rows, int keySize, int versionCell, UnaryOperator<@Nullable Object> stored) {
        this.keySize = keySize;
        this.versionCell = versionCell;
        this.stored = stored;
        LiveRows live = LiveRows.of(rows);
        this.truncated = live.truncated();
        for (Row row : live.rows()) {
            byKey.computeIfAbsent(RowKeys.key(row, keySize), unused -> new ArrayList<>(1))
                    .add(row);
        }
        byKey.forEach((key, changes) -> folds.put(key, new Fold(null).of(changes)));
    }

    /** Whether the table is to be emptied before anything else. */
    public boolean truncates() {
        return truncated;
    }

    /** Changes of which it must be known whether they are older than the row that is there; sorted by key. */
    public List<Row> unsure() {
        List<Row> unsure = new ArrayList<>();
        folds.forEach((key, fold) -> {
            if (fold.unsure) {
                unsure.addAll(byKey.getOrDefault(key, List.of()));
            }
        });
        return unsure.isEmpty() ? unsure : RowKeys.sorted(unsure, keySize);
    }

    /**
     * @param older those of {@link #unsure} that are older than the row that is there, by identity
     * @return without keys of which all changes were refused when the table was looked at
     */
    public Changes changes(Set<Row> older) {
        List<Row> deletes = new ArrayList<>();
        List<Row> writes = new ArrayList<>();
        folds.forEach((key, first) -> {
            Fold fold = first.unsure ? new Fold(older).of(byKey.getOrDefault(key, List.of())) : first;
            if (fold.delete != null && !fold.delete.isRejected()) {
                deletes.add(fold.delete);
            }
            if (fold.write != null && !fold.write.isRejected()) {
                writes.add(fold.write);
            }
        });
        return new Changes(RowKeys.sorted(deletes, keySize), RowKeys.sorted(writes, keySize));
    }

    /** Changes of keys of which others were rejected meanwhile; in the order of arrival of each key. */
    public List<Row> disturbed() {
        return live(VersionedReducer::isDisturbed);
    }

    /** The changes of all other keys. */
    public List<Row> undisturbed() {
        return live(changes -> !isDisturbed(changes));
    }

    private List<Row> live(Predicate<List<Row>> keys) {
        return byKey.values().stream()
                .filter(keys)
                .flatMap(Collection::stream)
                .filter(row -> !row.isRejected())
                .toList();
    }

    private static boolean isDisturbed(List<Row> changes) {
        return changes.stream().anyMatch(Row::isRejected);
    }

    private @Nullable Object version(Row row) {
        return stored.apply(row.cell(versionCell));
    }

    private boolean isVersioned(Row row) {
        Object version = row.cell(versionCell);
        return version != null && version != Row.ABSENT;
    }

    /** What the changes of one key come to. */
    private final class Fold {

        /** Null where the table was not looked at. */
        private final @Nullable Set<Row> older;

        private @Nullable Row delete;
        private @Nullable Row write;
        /** Whether the changes are still compared with the row that is there. */
        private boolean original = true;
        /** The version of the last change that was not older: what is older than that does not count. */
        private @Nullable Object version;

        private boolean unsure;

        Fold(@Nullable Set<Row> older) {
            this.older = older;
        }

        Fold of(List<Row> changes) {
            changes.forEach(this::add);
            return this;
        }

        private void add(Row row) {
            boolean versioned = isVersioned(row);
            if (row.isDelete() && !versioned) {
                delete = row;
                write = null;
                original = false;
                version = null;
                return;
            }
            // A mark without a version is for any row, as a delete is.
            boolean compared = versioned || !row.isMark();
            if (compared && isOlder(row)) {
                return;
            }
            if (row.isDelete()) {
                // One that is for any row takes away what this one might spare.
                delete = (delete == null || isVersioned(delete)) ? row : delete;
                write = null;
            } else if (row.isMark()) {
                mark(row);
            } else {
                write(row);
            }
            version = versioned ? version(row) : version;
            original &= older == null || !compared;
        }

        private boolean isOlder(Row row) {
            return (original && older != null) ? older.contains(row) : Versions.isOlder(version(row), version);
        }

        /** Whether all that is pending counts. */
        private boolean isSure() {
            return !original || older != null;
        }

        private void write(Row row) {
            if (write == null) {
                write = row;
            } else if (isSure() || row.covers(write)) {
                write = row.after(write);
            } else {
                unsure = true;
            }
        }

        private void mark(Row row) {
            if (write != null) {
                if (isSure()) {
                    write = row.after(write);
                } else {
                    unsure = true;
                }
            } else if (delete == null) {
                delete = row;
            } else if (isSure() || isVersioned(row) == isVersioned(delete)) {
                delete = row.after(delete);
            } else {
                unsure = true;
            }
        }
    }
}
