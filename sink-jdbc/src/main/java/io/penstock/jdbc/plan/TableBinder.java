package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of one table. Holds the compiled plans, one for each shape of record that has come, and the layout that all rows
 * share. Does no I/O: what the table lacks is told to the caller, who comes back with {@link #use} or {@link #restart}.
 */
public final class TableBinder {

    /** Converters that make a new schema for every record must not fill the memory. */
    private static final int MAX_PLANS = 256;

    private final RowSettings settings;
    private final EventReader events;
    private final List<Compiled> plans = new ArrayList<>();
    private Table table;
    private Layout layout = new Layout();
    private List<String> keyColumns = List.of();

    public TableBinder(RowSettings settings, Table table) {
        this.settings = settings;
        this.events = new EventReader(settings);
        this.table = table;
    }

    /**
     * The table may have got columns.
     *
     * @return whether rows that were bound stay valid; if not, columns have become others, and only {@link #restart} helps
     */
    public boolean use(Table evolved) {
        if (!layout.fits(evolved)) {
            return false;
        }
        plans.clear();
        table = evolved;
        return true;
    }

    /** The table was looked at anew because a statement did not fit: rows that were bound are void. */
    public void restart(Table fresh) {
        plans.clear();
        table = fresh;
        layout = new Layout();
        keyColumns = List.of();
    }

    public Table table() {
        return table;
    }

    public Layout layout() {
        return layout;
    }

    /** The names of the primary key's columns, the first of the layout; empty before the first record. */
    public List<String> keyColumns() {
        return keyColumns;
    }

    /**
     * @param missing gets the columns that the table lacks for this record
     * @return the row; null when columns are missing, or the whole table, which may have been made since it was looked at
     * @throws RecordException when the record cannot become a row of this table
     */
    public @Nullable Row bind(SinkRecord record, List<ColumnSpec> missing) {
        Event event = events.read(record);
        Row row;
        if (event instanceof Event.Write write) {
            row = bind(write.state(), Change.WRITE, missing);
        } else if (event instanceof Event.Delete delete) {
            row = bind(delete.state(), delete.filledUp() ? Change.FILLED_UP_DELETE : Change.DELETE, missing);
        } else if (event instanceof Event.Truncate) {
            row = table.columns().isEmpty() ? null : Row.truncate(record);
        } else {
            row = Row.nothing(record);
        }
        return row == null ? null : row.as(record);
    }

    /**
     * What a record comes to where a fresh look has found no table.
     *
     * @param creates whether a record that writes may make the table
     * @return nothing for one that only takes away; null for one that needs the table
     * @throws RecordException when the record is not of the format, or asks for what is not enabled
     */
    public @Nullable Row bindWithoutTable(SinkRecord record, boolean creates) {
        Event event = events.read(record);
        // Where nobody but the user makes tables, a missing one is a fault that deletes show too.
        boolean needsTable = event instanceof Event.Write || (event instanceof Event.Delete && !creates);
        return needsTable ? null : Row.nothing(record);
    }

    private @Nullable Row bind(SinkRecord state, Change change, List<ColumnSpec> missing) {
        int shape = shapeOf(state, change);
        RowPlan plan = find(state, shape);
        if (plan == null) {
            plan = compile(state, change, missing);
            if (plan == null) {
                return null;
            }
            if (plans.size() >= MAX_PLANS) {
                plans.clear();
            }
            plans.add(new Compiled(state.keySchema(), state.valueSchema(), shape, plan));
        }
        return plan.bind(state, missing);
    }

    private @Nullable RowPlan find(SinkRecord record, int shape) {
        Schema keySchema = record.keySchema();
        Schema valueSchema = record.valueSchema();
        for (Compiled compiled : plans) {
            if (compiled.keySchema == keySchema && compiled.valueSchema == valueSchema && compiled.shape == shape) {
                return compiled.plan;
            }
        }
        for (Compiled compiled : plans) {
            if (compiled.shape == shape
                    && Objects.equals(compiled.keySchema, keySchema)
                    && Objects.equals(compiled.valueSchema, valueSchema)) {
                return compiled.plan;
            }
        }
        return null;
    }

    private @Nullable RowPlan compile(SinkRecord record, Change change, List<ColumnSpec> missing) {
        List<Source> keySources = KeySources.of(settings, record);
        List<String> names = keySources.stream().map(Source::column).toList();
        if (layout.size() == 0) {
            // Nothing has been bound yet: a bad first record must not decide for all that follow.
            keyColumns = names;
        } else if (!keyColumns.equals(names)) {
            throw KeySources.missing("the key of the record at " + RecordCoordinates.of(record) + " has fields " + names
                    + ", and earlier records of table " + table.id() + " had " + keyColumns);
        }
        boolean filledUp = change == Change.FILLED_UP_DELETE;
        return PlanCompiler.compile(
                record,
                change != Change.WRITE,
                new Compilation(
                        settings, table, layout, keySources, missing, new VersionColumn(settings, table, filledUp)));
    }

    /** What the schemas alone do not tell, as bits. */
    private static int shapeOf(SinkRecord record, Change change) {
        Object value = record.value();
        return (record.key() instanceof Map ? 1 : 0)
                | (value == null ? 2 : 0)
                | (value instanceof Map ? 4 : 0)
                | (value instanceof Struct ? 8 : 0)
                | (value instanceof String ? 32 : 0)
                | (change == Change.WRITE ? 0 : 16)
                | (change == Change.FILLED_UP_DELETE ? 64 : 0);
    }

    private enum Change {
        WRITE,
        DELETE,
        /** Of a state in which zeros may stand for what is not known. */
        FILLED_UP_DELETE
    }

    private record Compiled(
            @Nullable Schema keySchema, @Nullable Schema valueSchema, int shape, RowPlan plan) {}
}
