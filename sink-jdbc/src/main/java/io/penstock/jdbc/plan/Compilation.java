package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;

/** What the making of one plan works with: the table as it is, the cells of its rows, and the columns that it turns out to lack. */
final class Compilation {

    private final RowSettings settings;
    private final Table table;
    private final Layout layout;
    private final List<Source> key;
    private final List<ColumnSpec> missing;

    /**
     * @param key the columns of the primary key, in the order of the layout's first cells
     * @param missing gets the columns that the table lacks
     */
    Compilation(RowSettings settings, Table table, Layout layout, List<Source> key, List<ColumnSpec> missing) {
        this.settings = settings;
        this.table = table;
        this.layout = layout;
        this.key = key;
        this.missing = missing;
    }

    RowSettings settings() {
        return settings;
    }

    Table table() {
        return table;
    }

    Layout layout() {
        return layout;
    }

    /** The columns of the key alone. */
    FixedColumns keyOnly() {
        return new FixedColumns(key, List.of());
    }

    /** The key, and the column that says that the row is deleted. */
    FixedColumns marking(DeleteRule.Mark mark) {
        return new FixedColumns(key, List.of(softColumn(mark, true)));
    }

    /** What a row that is written has beside its record's fields. */
    FixedColumns writing() {
        List<Source> others = new ArrayList<>();
        settings.recordColumns().forEach(column -> others.add(RecordSources.of(column)));
        if (settings.deletes() instanceof DeleteRule.Mark mark) {
            others.add(softColumn(mark, false));
        }
        return new FixedColumns(key, others);
    }

    private Source softColumn(DeleteRule.Mark mark, boolean deleted) {
        return SoftColumn.source(mark.column(), table.column(mark.column()), deleted);
    }

    /** Whether the table has all of these columns; those that it lacks are noted. */
    boolean tableHas(List<ColumnSpec> wanted) {
        missing.addAll(table.lacking(wanted));
        return missing.isEmpty();
    }

    /** Asks for a column that is known to be lacking. */
    void ask(ColumnSpec column) {
        missing.add(column);
    }

    /** To be called before any other slot is made, as the key's cells are the first. */
    FixedCells cells(FixedColumns columns) {
        List<Slot> slots = new ArrayList<>();
        for (Source source : columns.all()) {
            slots.add(Slot.of(existing(source.column()), source.moment(), layout));
        }
        return new FixedCells(columns, slots);
    }

    /** For a field of this schema. */
    Slot slot(String column, Schema schema) {
        Slot slot = Slot.of(existing(column), Moment.of(schema), layout);
        return Nested.is(schema) ? slot.with(Nested.to(slot.column(), schema)) : slot;
    }

    Column existing(String name) {
        return Objects.requireNonNull(table.column(name), name);
    }
}
