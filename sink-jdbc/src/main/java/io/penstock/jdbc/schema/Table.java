package io.penstock.jdbc.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table that exists, as it was when last looked at. Immutable. */
public final class Table {

    private final TableId id;
    private final List<Column> columns;
    private final boolean ignoresCase;
    private final Map<String, Column> byName = new HashMap<>();

    public Table(TableId id, List<Column> columns) {
        this(id, columns, false);
    }

    private Table(TableId id, List<Column> columns, boolean ignoresCase) {
        this.id = id;
        this.columns = List.copyOf(columns);
        this.ignoresCase = ignoresCase;
        columns.forEach(column -> byName.put(canonical(column.name()), column));
    }

    /** Of a database to which names of columns that differ in case only are the same. */
    public static Table ignoringCase(TableId id, List<Column> columns) {
        return new Table(id, columns, true);
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
