package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.RecordFormat;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Makes the plan for records of one shape: which column takes what, from where, and by which converter. */
final class PlanCompiler {

    private final RowSettings settings;
    private final Table table;
    private final Layout layout;
    private final List<Source> keySources;

    /** @param keySources the columns of the primary key, in the order of the layout's first cells */
    PlanCompiler(RowSettings settings, Table table, Layout layout, List<Source> keySources) {
        this.settings = settings;
        this.table = table;
        this.layout = layout;
        this.keySources = keySources;
    }

    /**
     * @param missing gets the columns that the table lacks
     * @return the plan; null when columns are missing
     * @throws RecordException when no record of this shape can become a row
     */
    @Nullable
    RowPlan compile(SinkRecord record, boolean delete, List<ColumnSpec> missing) {
        Object value = record.value();
        if (delete) {
            return settings.deletes() instanceof DeleteRule.Mark mark
                    ? compileMark(mark, missing)
                    : compileDelete(missing);
        }
        if (settings.format().format() == RecordFormat.JSON_COLUMN) {
            return compileJson(record, missing);
        }
        if (value instanceof Struct struct) {
            return compileStruct(record, struct.schema(), missing);
        }
        if (value instanceof Map<?, ?> map) {
            return compileMap(map, missing);
        }
        throw new RecordException(
                JdbcError.RECORD_SHAPE,
                "the value of the record at " + RecordCoordinates.of(record) + " is a "
                        + Objects.requireNonNull(value).getClass().getSimpleName() + ". "
                        + JdbcError.RECORD_SHAPE.remedy());
    }

    private @Nullable RowPlan compileDelete(List<ColumnSpec> missing) {
        missing.addAll(table.lacking(wanted(keySources)));
        return missing.isEmpty() ? new DeletePlan(keyPlan()) : null;
    }

    private @Nullable RowPlan compileMark(DeleteRule.Mark mark, List<ColumnSpec> missing) {
        List<Source> marked = List.of(SoftColumn.source(mark.column(), table.column(mark.column()), true));
        missing.addAll(table.lacking(wanted(keySources, marked)));
        if (!missing.isEmpty()) {
            return null;
        }
        KeyPlan key = keyPlan();
        Extras extras = extras(marked);
        return new MarkPlan(key, extras, layout.size());
    }

    private @Nullable RowPlan compileJson(SinkRecord record, List<ColumnSpec> missing) {
        String column = settings.format().jsonColumn();
        List<Source> others = new ArrayList<>(others());
        List<ColumnSpec> wanted = wanted(keySources, others);
        wanted.add(new ColumnSpec(column, ColumnType.JSON));
        refuseTwice(wanted);
        missing.addAll(table.lacking(wanted));
        if (!missing.isEmpty()) {
            return null;
        }
        KeyPlan key = keyPlan();
        Extras extras = extras(others);
        Slot plain = Slot.of(existing(column), Moment.of(record.valueSchema()), layout);
        Slot json =
                record.value() instanceof String ? plain : plain.with(Nested.to(plain.column(), record.valueSchema()));
        return new JsonPlan(key, extras, json, layout.size());
    }

    private @Nullable RowPlan compileStruct(SinkRecord record, Schema schema, List<ColumnSpec> missing) {
        List<Source> others = others();
        List<ColumnSpec> wanted = wanted(keySources, others);
        Set<String> taken = names(wanted);
        Map<String, StructPath> fields = StructFields.byColumn(schema, settings.fields(), taken);
        fields.forEach((column, path) -> wanted.add(
                Nested.wanted(column, path.schema(), settings.fields().nested())));
        if (wanted.isEmpty()) {
            throw MapPlan.nothing(record);
        }
        missing.addAll(table.lacking(wanted));
        if (!missing.isEmpty()) {
            return null;
        }
        KeyPlan key = keyPlan();
        Extras extras = extras(others);
        List<Slot> slots = new ArrayList<>();
        fields.forEach((column, path) -> slots.add(slot(existing(column), path.schema())));
        return new StructPlan(key, extras, List.copyOf(fields.values()), slots, layout.size());
    }

    /** A table that is to be created gets the columns of the key and of the values together. */
    private @Nullable RowPlan compileMap(Map<?, ?> map, List<ColumnSpec> missing) {
        List<Source> others = others();
        List<ColumnSpec> wanted = wanted(keySources, others);
        missing.addAll(table.lacking(wanted));
        if (missing.isEmpty()) {
            KeyPlan key = keyPlan();
            return new MapPlan(key, extras(others), new MapFields(settings.fields()), table, layout);
        }
        Set<String> taken = names(wanted);
        new MapFields(settings.fields()).visit(map, (column, value) -> {
            if (value != null && table.column(column) == null && taken.add(column)) {
                missing.add(Nested.wanted(column, value, settings.fields().nested()));
            }
        });
        return null;
    }

    /** What a row that is written has beside its key and its record's fields. */
    private List<Source> others() {
        List<Source> others = new ArrayList<>();
        settings.recordColumns().forEach(column -> others.add(RecordSources.of(column)));
        if (settings.deletes() instanceof DeleteRule.Mark mark) {
            others.add(SoftColumn.source(mark.column(), table.column(mark.column()), false));
        }
        return others;
    }

    private KeyPlan keyPlan() {
        return new KeyPlan(keySources, slots(keySources));
    }

    private Extras extras(List<Source> sources) {
        return new Extras(sources, slots(sources));
    }

    private List<Slot> slots(List<Source> sources) {
        List<Slot> slots = new ArrayList<>();
        for (Source source : sources) {
            slots.add(Slot.of(existing(source.column()), source.moment(), layout));
        }
        return slots;
    }

    private Slot slot(Column column, Schema schema) {
        Slot slot = Slot.of(column, Moment.of(schema), layout);
        return Nested.is(schema) ? slot.with(Nested.to(column, schema)) : slot;
    }

    private Column existing(String name) {
        return Objects.requireNonNull(table.column(name), name);
    }

    @SafeVarargs
    private static List<ColumnSpec> wanted(List<Source>... parts) {
        List<ColumnSpec> wanted = new ArrayList<>();
        for (List<Source> part : parts) {
            for (Source source : part) {
                wanted.add(source.wanted());
            }
        }
        refuseTwice(wanted);
        return wanted;
    }

    /** Of two sources for one cell the last would win, over a cell of the key too. */
    private static void refuseTwice(List<ColumnSpec> columns) {
        Set<String> seen = new HashSet<>();
        for (ColumnSpec column : columns) {
            if (!seen.add(column.name())) {
                throw StructFields.twice(column.name());
            }
        }
    }

    private static Set<String> names(List<ColumnSpec> columns) {
        return columns.stream().map(ColumnSpec::name).collect(Collectors.toCollection(HashSet::new));
    }
}
