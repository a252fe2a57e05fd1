package io.penstock.jdbc.plan;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.jdbc.config.OverwriteRules;
import io.penstock.jdbc.config.RecordColumn;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** The column by which {@code upsert.condition.field} compares the rows of one table; without that key nothing. */
final class VersionColumn {

    private final RowSettings settings;
    private final Table table;
    private final Optional<OverwriteRules.Version> version;

    VersionColumn(RowSettings settings, Table table) {
        this.settings = settings;
        this.table = table;
        this.version = settings.overwrites().version();
    }

    /** @throws RecordException when rows are to be compared and the table does not have the column */
    void check() {
        if (version.isPresent() && existing().isEmpty()) {
            throw new RecordException(
                    JdbcError.COLUMN_MISSING,
                    "table " + table.id() + " has no column \"" + version.get().column()
                            + "\", by which upsert.condition.field compares rows. "
                            + JdbcError.COLUMN_MISSING.remedy());
        }
    }

    /**
     * Gives the column a cell, of which some rows may say nothing.
     *
     * @throws FatalException when the sink knows no order of its values
     */
    void reserve(Layout layout) {
        existing().ifPresent(column -> {
            if (!Versions.areOrdered(column.type())) {
                throw new FatalException(
                        JdbcError.STATEMENT_REFUSED,
                        "column \"" + column.name() + "\" of table " + table.id()
                                + ", which upsert.condition.field names, is of type " + column.databaseType()
                                + ", of which the sink knows no order. Use a column of a number, date, time or text.");
            }
            layout.indexOf(column);
        });
    }

    /** Where deletes like {@code state} have their version from; empty where they do not tell it. */
    List<Source> ofDelete(SinkRecord state) {
        return existing().isEmpty()
                ? List.of()
                : source(version.orElseThrow(), state).stream().toList();
    }

    private Optional<Column> existing() {
        return version.flatMap(named -> Optional.ofNullable(table.column(named.column())));
    }

    private Optional<Source> source(OverwriteRules.Version named, SinkRecord state) {
        for (RecordColumn column : settings.recordColumns()) {
            if (column.column().equals(named.column())) {
                return Optional.of(RecordSources.of(column));
            }
        }
        return ofField(named.field(), named.column(), state);
    }

    private static Optional<Source> ofField(FieldPath field, String column, SinkRecord state) {
        // The table has the column, or there is nothing to compare with: its type here is of no consequence.
        ColumnSpec spec = new ColumnSpec(column, ColumnType.TEXT);
        if (state.value() instanceof Struct struct) {
            StructPath path = StructPath.find(struct.schema(), field.toString());
            return path == null
                    ? Optional.empty()
                    : Optional.of(new Source(
                            spec,
                            Moment.of(path.schema()),
                            record -> record.value() instanceof Struct value ? path.read(value) : null));
        }
        return state.value() instanceof Map
                ? Optional.of(new Source(spec, Moment.TIMESTAMP, record -> field.get(record.value())))
                : Optional.empty();
    }
}
