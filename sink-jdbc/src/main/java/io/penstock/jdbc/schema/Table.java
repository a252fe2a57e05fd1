package io.penstock.jdbc.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table that exists, as it was when last looked at. Immutable. */
public final class Table {

    private final TableId id;
    private final List<Column> columns;
    private final boolean ignoresCase;
    private final @Nullable List<UniqueIndex> uniqueIndexes;
    private final Map<String, Column> byName = new HashMap<>();

    public Table(TableId id, List<Column> columns) {
        this(id, columns, false, null);
    }

    private Table(TableId id, List<Column> columns, boolean ignoresCase, @Nullable List<UniqueIndex> uniqueIndexes) {
        this.id = id;
        this.columns = List.copyOf(columns);
        this.ignoresCase = ignoresCase;
        this.uniqueIndexes = uniqueIndexes == null ? null : List.copyOf(uniqueIndexes);
        columns.forEach(column -> byName.put(canonical(column.name()), column));
    }

    /** Of a database to which names of columns that differ in case only are the same. */
    public static Table ignoringCase(TableId id, List<Column> columns) {
        return new Table(id, columns, true, null);
    }

    /** This table, of which the columns of each unique index are known. */
    public Table withUniqueIndexes(List<UniqueIndex> indexes) {
        return new Table(id, columns, ignoresCase, indexes);
    }

    /**
     * Whether a new row meets that of its key, and none of another: a unique index is of the key alone, and each holds all of it. Taken
     * for true where indexes are not known.
     *
     * @param written of which new rows say a value, the key among them
     */
    public boolean isUniqueByKeyAlone(List<Column> key, List<Column> written) {
        if (uniqueIndexes == null) {
            return true;
        }
        Set<String> keyNames = names(key);
        Set<String> writtenNames = names(written);
        boolean found = false;
        for (UniqueIndex index : uniqueIndexes) {
            Set<String> indexed = index.columns().stream().map(this::canonical).collect(Collectors.toSet());
            boolean counted = index.counted()
                    .map(this::canonical)
                    .filter(column -> !writtenNames.contains(column))
                    .isPresent();
            if (!indexed.containsAll(keyNames) && !counted) {
                return false;
            }
            found |= indexed.equals(keyNames);
        }
        return found;
    }

    private Set<String> names(List<Column> of) {
        return of.stream().map(column -> canonical(column.name())).collect(Collectors.toSet());
    }

    public TableId id() {
        return id;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The column that a statement means by this name in quotes, or null. */
    public @Nullable Column column(String name) {
        return byName.get(canonical(name));
    }

    private String canonical(String name) {
        return ignoresCase ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** Those of {@code wanted} that the table lacks. */
    public List<ColumnSpec> lacking(List<ColumnSpec> wanted) {
        List<ColumnSpec> lacking = new ArrayList<>();
        for (ColumnSpec spec : wanted) {
            if (column(spec.name()) == null) {
                lacking.add(spec);
            }
        }
        return lacking;
    }
}
