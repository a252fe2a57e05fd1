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
    private final List<UniqueIndex> uniqueIndexes;
    private final Map<String, Column> byName = new HashMap<>();

    public Table(TableId id, List<Column> columns) {
        this(id, columns, false, List.of());
    }

    private Table(TableId id, List<Column> columns, boolean ignoresCase, List<UniqueIndex> uniqueIndexes) {
        this.id = id;
        this.columns = List.copyOf(columns);
        this.ignoresCase = ignoresCase;
        this.uniqueIndexes = List.copyOf(uniqueIndexes);
        columns.forEach(column -> byName.put(canonical(column.name()), column));
    }

    /** Of a database to which names of columns that differ in case only are the same. */
    public static Table ignoringCase(TableId id, List<Column> columns) {
        return new Table(id, columns, true, List.of());
    }

    /** This table, of which the columns of each unique index are known. */
    public Table withUniqueIndexes(List<UniqueIndex> indexes) {
        return new Table(id, columns, ignoresCase, indexes);
    }

    /**
     * Whether it is known that rows of different keys may stand in each other's way.
     *
     * @param written of which new rows say a value, the key among them
     */
    public boolean isUniqueBeyond(List<Column> key, List<Column> written) {
        Set<String> keyNames = names(key);
        Set<String> writtenNames = names(written);
        return uniqueIndexes.stream()
                .anyMatch(index ->
                        !index.columns().stream().map(this::canonical).toList().containsAll(keyNames)
                                && index.counted()
                                        .map(this::canonical)
                                        .map(writtenNames::contains)
                                        .orElse(true));
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
