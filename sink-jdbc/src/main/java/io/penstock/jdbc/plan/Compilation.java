package io.penstock.jdbc.plan;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.SchemaFit;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** What the making of one plan works with: the table as it is, the cells of its rows, and the columns that it turns out to lack. */
final class Compilation {

    private final RowSettings settings;
    private final Table table;
    private final Layout layout;
    private final List<Source> key;
    private final List<ColumnSpec> missing;
    private final VersionColumn version;
    private final Set<Integer> filled = new HashSet<>();

    /**
     * @param key the columns of the primary key, in the order of the layout's first cells
     * @param missing gets the columns that the table lacks
     */
    Compilation(
            RowSettings settings,
            Table table,
            Layout layout,
            List<Source> key,
            List<ColumnSpec> missing,
            VersionColumn version) {
        this.settings = settings;
        this.table = table;
        this.layout = layout;
        this.key = key;
        this.missing = missing;
        this.version = version;
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

    VersionColumn version() {
        return version;
    }

    /** What a delete has: the key, and where the record tells it, which version of the row it deletes. */
    FixedColumns deleting(SinkRecord record) {
        return new FixedColumns(key, version.ofDelete(record));
    }

    /** The key, the column that says that the row is deleted, and the version as a delete has it. */
    FixedColumns marking(DeleteRule.Mark mark, SinkRecord record) {
        List<Source> others = new ArrayList<>(version.ofDelete(record));
        others.add(softColumn(mark, true));
        return new FixedColumns(key, others);
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

    /** The cell of a field that is null. */
    @Nullable
    Object ofNull() {
        return switch (settings.overwrites().nulls()) {
            case OVERWRITE -> null;
            case KEEP_EXISTING -> Row.ABSENT;
        };
    }

    /** What stands in a field of which the record says nothing, null where there is no such thing. */
    @Nullable
    Unavailable unavailable() {
        return settings.overwrites().unavailable().map(Unavailable::new).orElse(null);
    }

    boolean isUnavailable(Object value) {
        Unavailable placeholder = unavailable();
        return placeholder != null && placeholder.is(value);
    }

    /** Whether a field of this column is left out. What a database generates it takes from nobody. */
    boolean leavesOut(String column) {
        Column there = table.column(column);
        return there == null ? leavesOutUnknown() : there.generated();
    }

    /** Whether fields without a column are left out; a table that is yet to be made gets all of them. */
    boolean leavesOutUnknown() {
        return settings.evolution().ignoresUnknownFields() && !table.columns().isEmpty();
    }

    /**
     * @param fields of the columns that are fields
     * @throws FatalException when tables are validated and an existing column does not take what is wanted of it
     */
    void validate(List<ColumnSpec> wanted, Map<String, StructPath> fields) {
        if (!settings.evolution().validates()) {
            return;
        }
        for (ColumnSpec spec : wanted) {
            Column column = table.column(spec.name());
            StructPath field = fields.get(spec.name());
            if (column != null && !SchemaFit.takes(column, spec, field == null ? null : field.schema())) {
                throw new FatalException(
                        JdbcError.TABLE_DIFFERS,
                        "column \"" + spec.name() + "\" of table " + table.id() + " is of type " + column.databaseType()
                                + ", which does not take the " + spec.type() + (spec.array() ? " array" : "")
                                + " of the records' schema. " + JdbcError.TABLE_DIFFERS.remedy());
            }
        }
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

    /** Of a row that is written. To be called before any other slot is made, as the key's cells are the first. */
    FixedCells cells(FixedColumns columns) {
        return cells(columns, null);
    }

    /** Of a delete, to which a version that is null is not known. */
    FixedCells cellsOfDelete(FixedColumns columns) {
        return cells(columns, Row.ABSENT);
    }

    private FixedCells cells(FixedColumns columns, @Nullable Object ofNull) {
        List<Slot> slots = new ArrayList<>();
        for (Source source : columns.all()) {
            slots.add(slot(source.column(), source.moment()));
        }
        version.reserve(layout);
        return new FixedCells(columns, slots, ofNull);
    }

    /** The column that a field of this schema wants. */
    ColumnSpec wanted(String column, Schema schema) {
        Column there = table.column(column);
        return there != null && DebeziumValues.takesGeometry(there, schema)
                ? new ColumnSpec(column, there.type())
                : Nested.wanted(column, schema, settings.fields().nested());
    }

    /** For a field of this schema. */
    Slot slot(String column, Schema schema) {
        Slot slot = slot(column, Moment.of(schema));
        Converter own = DebeziumValues.to(slot.column(), schema);
        if (own != null) {
            return slot.with(own);
        }
        return Nested.is(schema) ? slot.with(Nested.to(slot.column(), schema)) : slot;
    }

    /** @throws RecordException when another part of the record fills the column: names that differ in case only may be one */
    Slot slot(String column, Moment moment) {
        Slot slot = Slot.of(existing(column), moment, layout);
        if (!filled.add(slot.cell())) {
            throw StructFields.twice(column);
        }
        return slot;
    }

    private Column existing(String name) {
        return Objects.requireNonNull(table.column(name), name);
    }
}
