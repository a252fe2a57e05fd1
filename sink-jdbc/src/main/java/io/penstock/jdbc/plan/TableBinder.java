package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.KeyMode;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Inference;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of one table. Holds the compiled plans, one for each shape of record that has come, and the layout that all rows
 * share. Does no I/O: what the table lacks is told to the caller, who comes back with {@link #use}.
 */
public final class TableBinder {

    /** Converters that make a new schema for every record must not fill the memory. */
    private static final int MAX_PLANS = 256;

    private final KeyMode keyMode;
    private final boolean deletes;
    private final List<Compiled> plans = new ArrayList<>();
    private Table table;
    private Layout layout = new Layout();
    private List<String> keyColumns = List.of();

    /** @param deletes whether tombstones delete; else they are bad records */
    public TableBinder(KeyMode keyMode, boolean deletes, Table table) {
        this.keyMode = keyMode;
        this.deletes = deletes;
        this.table = table;
    }

    /** The table has got columns. Rows that were bound stay valid. */
    public void use(Table evolved) {
        plans.clear();
        table = evolved;
    }

    /** The table was looked at anew because a statement did not fit: rows that were bound are void. */
    public void restart(Table fresh) {
        use(fresh);
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
     * @return the row; null when columns are missing
     * @throws RecordException when the record cannot become a row of this table
     */
    public @Nullable Row bind(SinkRecord record, List<ColumnSpec> missing) {
        RowPlan plan = find(record);
        if (plan == null) {
            plan = compile(record, missing);
            if (plan == null) {
                return null;
            }
            if (plans.size() >= MAX_PLANS) {
                plans.clear();
            }
            plans.add(new Compiled(record.keySchema(), record.valueSchema(), shapeOf(record), plan));
        }
        return plan.bind(record, missing);
    }

    private @Nullable RowPlan find(SinkRecord record) {
        int shape = shapeOf(record);
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

    private @Nullable RowPlan compile(SinkRecord record, List<ColumnSpec> missing) {
        List<Source> keySources = KeySources.of(keyMode, record);
        List<String> names = keySources.stream().map(Source::column).toList();
        if (layout.size() == 0) {
            // Nothing has been bound yet: a bad first record must not decide for all that follow.
            keyColumns = names;
        } else if (!keyColumns.equals(names)) {
            throw KeySources.missing("the key of the record at " + RecordCoordinates.of(record) + " has fields " + names
                    + ", and earlier records of table " + table.id() + " had " + keyColumns);
        }
        Object value = record.value();
        if (value == null) {
            return compileDelete(record, keySources, missing);
        }
        if (value instanceof Struct struct) {
            if (keySources.isEmpty() && struct.schema().fields().isEmpty()) {
                throw MapPlan.nothing(record);
            }
            return compileStruct(struct.schema(), keySources, missing);
        }
        if (value instanceof Map<?, ?> map) {
            return compileMap(map, keySources, missing);
        }
        throw new RecordException(
                JdbcError.RECORD_SHAPE,
                "the value of the record at " + RecordCoordinates.of(record) + " is a "
                        + value.getClass().getSimpleName() + ". " + JdbcError.RECORD_SHAPE.remedy());
    }

    private @Nullable RowPlan compileDelete(SinkRecord record, List<Source> keySources, List<ColumnSpec> missing) {
        if (!deletes) {
            throw new RecordException(
                    JdbcError.TOMBSTONE,
                    "the record at " + RecordCoordinates.of(record) + " has no value. " + JdbcError.TOMBSTONE.remedy());
        }
        missing.addAll(table.lacking(wanted(keySources)));
        return missing.isEmpty() ? new DeletePlan(keyPlan(keySources)) : null;
    }

    private @Nullable RowPlan compileStruct(Schema schema, List<Source> keySources, List<ColumnSpec> missing) {
        List<ColumnSpec> wanted = wanted(keySources);
        List<Field> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            if (!keyColumns.contains(field.name())) {
                fields.add(field);
                wanted.add(new ColumnSpec(field.name(), Inference.ofSchema(field.name(), field.schema())));
            }
        }
        missing.addAll(table.lacking(wanted));
        if (!missing.isEmpty()) {
            return null;
        }
        KeyPlan key = keyPlan(keySources);
        List<Slot> slots = new ArrayList<>();
        for (Field field : fields) {
            slots.add(Slot.of(existing(field.name()), Moment.of(field.schema()), layout));
        }
        return new StructPlan(key, fields, slots, layout.size());
    }

    /** A table that is to be created gets the columns of the key and of the values together. */
    private @Nullable RowPlan compileMap(Map<?, ?> map, List<Source> keySources, List<ColumnSpec> missing) {
        missing.addAll(table.lacking(wanted(keySources)));
        if (missing.isEmpty()) {
            return new MapPlan(keyPlan(keySources), table, layout);
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            String name = String.valueOf(entry.getKey());
            if (entry.getValue() != null && !keyColumns.contains(name) && table.column(name) == null) {
                missing.add(new ColumnSpec(name, Inference.ofValue(name, entry.getValue())));
            }
        }
        return null;
    }

    private KeyPlan keyPlan(List<Source> sources) {
        List<Slot> slots = new ArrayList<>();
        for (Source source : sources) {
            slots.add(Slot.of(existing(source.column()), source.moment(), layout));
        }
        return new KeyPlan(sources, slots);
    }

    private Column existing(String name) {
        return Objects.requireNonNull(table.column(name), name);
    }

    private static List<ColumnSpec> wanted(List<Source> sources) {
        List<ColumnSpec> wanted = new ArrayList<>();
        for (Source source : sources) {
            wanted.add(source.wanted());
        }
        return wanted;
    }

    /** What the schemas alone do not tell, as bits. */
    private static int shapeOf(SinkRecord record) {
        Object value = record.value();
        return (record.key() instanceof Map ? 1 : 0)
                | (value == null ? 2 : 0)
                | (value instanceof Map ? 4 : 0)
                | (value instanceof Struct ? 8 : 0);
    }

    private record Compiled(
            @Nullable Schema keySchema, @Nullable Schema valueSchema, int shape, RowPlan plan) {}
}
