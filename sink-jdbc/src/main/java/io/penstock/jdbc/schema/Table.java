package io.penstock.jdbc.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table that exists, as it was when last looked at. Immutable. */
public final class Table {

    private final TableId id;
    private final List<Column> columns;
    private final Map<String, Column> byName = new HashMap<>();

    public Table(TableId id, List<Column> columns) {
        this.id = id;
        this.columns = List.copyOf(columns);
        columns.forEach(column -> byName.put(column.name(), column));
    }

    public TableId id() {
        return id;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The column of exactly this name, or null. */
    public @Nullable Column column(String name) {
        return byName.get(name);
    }

    /** Those of {@code wanted} that the table lacks. */
    public List<ColumnSpec> lacking(List<ColumnSpec> wanted) {
        List<ColumnSpec> lacking = new ArrayList<>();
        for (ColumnSpec spec : wanted) {
            if (!byName.containsKey(spec.name())) {
                lacking.add(spec);
            }
        }
        return lacking;
    }
}
