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
import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The column by which {@code upsert.condition.field} compares the rows of one table; without that key nothing. */
final class VersionColumn {

    /** In texts of io.debezium.time.ZonedTimestamp. */
    private static final String EPOCH = "1970-01-01T00:00:00";

    private final RowSettings settings;
    private final Table table;
    private final boolean filledUp;
    private final Optional<OverwriteRules.Version> version;

    /** @param filledUp whether states of deleted rows have zeros for what is not known of them */
    VersionColumn(RowSettings settings, Table table, boolean filledUp) {
        this.settings = settings;
        this.table = table;
        this.filledUp = filledUp;
        this.version = settings.overwrites().version();
    }

    /** @throws RecordException when rows are to be compared and the table does not have the column, nor gets it when a record does */
    void check() {
        if (version.isPresent() && existing().isEmpty() && !settings.evolution().adds()) {
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

    /**
     * Where a database's log holds only the key of a deleted row, Debezium puts in place of what may not be null the column's default, or
     * the zero, the empty text or the epoch of its type. A version that is truly the first of all spares nothing either.
     */
    private @Nullable Object known(@Nullable Object value, @Nullable Object byDefault) {
        return value == null || !filledUp || !(value.equals(byDefault) || isZero(value)) ? value : null;
    }

    private static boolean isZero(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0;
        }
        if (value instanceof Number number) {
            return number.doubleValue() == 0;
        }
        if (value instanceof Date date) {
            return date.getTime() == 0;
        }
        return value instanceof String text && (text.isEmpty() || text.startsWith(EPOCH));
    }

    private Optional<Source> ofField(FieldPath field, String column, SinkRecord state) {
        // The table has the column, or there is nothing to compare with: its type here is of no consequence.
        ColumnSpec spec = new ColumnSpec(column, ColumnType.TEXT);
        if (state.value() instanceof Struct struct) {
            StructPath path = StructPath.find(struct.schema(), field.toString());
            return path == null
                    ? Optional.empty()
                    : Optional.of(new Source(
                            spec,
                            Moment.of(path.schema()),
                            record -> record.value() instanceof Struct value
                                    ? known(path.read(value), path.schema().defaultValue())
                                    : null));
        }
        return state.value() instanceof Map
                ? Optional.of(new Source(spec, Moment.TIMESTAMP, record -> known(field.get(record.value()), null)))
                : Optional.empty();
    }
}
