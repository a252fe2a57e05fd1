package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.NestedMode;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Schemaless records: the fields are met one by one. A null for a column that does not exist needs none. Of a field that is not
 * there a row says nothing, as one with a schema: what becomes of its column must not depend on the records around it.
 */
final class MapPlan implements RowPlan {

    private final FixedCells fixed;
    private final MapFields fields;
    private final VersionColumn version;
    private final Table table;
    private final Layout layout;
    private final @Nullable Object ofNull;
    private final @Nullable Unavailable unavailable;
    private final boolean leavesOutUnknown;
    private final Map<String, Slot> slots = new HashMap<>();

    private MapPlan(FixedCells fixed, MapFields fields, Compilation compilation) {
        this.fixed = fixed;
        this.fields = fields;
        this.version = compilation.version();
        this.table = compilation.table();
        this.layout = compilation.layout();
        this.ofNull = compilation.ofNull();
        this.unavailable = compilation.unavailable();
        this.leavesOutUnknown = compilation.leavesOutUnknown();
    }

    static @Nullable MapPlan compile(Map<?, ?> map, Compilation compilation) {
        MapFields fields = new MapFields(compilation.settings().fields());
        Table table = compilation.table();
        FixedColumns columns = compilation.writing();
        List<ColumnSpec> wanted = columns.wanted();
        if (compilation.tableHas(wanted)) {
            return new MapPlan(compilation.cells(columns), fields, compilation);
        }
        if (compilation.leavesOutUnknown()) {
            return null;
        }
        // A table that is to be created gets the columns of the key and of the values together.
        Set<String> taken = wanted.stream().map(ColumnSpec::name).collect(Collectors.toCollection(HashSet::new));
        fields.visit(map, (column, value) -> {
            if (value != null
                    && !compilation.isUnavailable(value)
                    && table.column(column) == null
                    && taken.add(column)) {
                compilation.ask(Nested.wanted(column, value, fields.nested()));
            }
        });
        return null;
    }

    @Override
    public @Nullable Row bind(SinkRecord record, List<ColumnSpec> missing) {
        Binding binding = new Binding(missing);
        fixed.fill(record, binding.cells);
        fields.visit((Map<?, ?>) record.value(), binding);
        if (!missing.isEmpty()) {
            return null;
        }
        if (binding.empty) {
            throw nothing(record);
        }
        version.check();
        return Row.of(binding.cells, record);
    }

    static RecordException nothing(SinkRecord record) {
        return new RecordException(
                JdbcError.RECORD_SHAPE, "the record at " + RecordCoordinates.of(record) + " has no value to store");
    }

    private @Nullable Slot slot(String name) {
        Slot known = slots.get(name);
        if (known != null) {
            return known;
        }
        Column column = table.column(name);
        if (column == null || column.generated() || fixed.covers(name)) {
            return null;
        }
        Slot made = Slot.of(column, Moment.TIMESTAMP, layout);
        slots.put(name, made);
        return made;
    }

    /** The cells of one record, as wide as its fields need. */
    private final class Binding implements MapFields.Visitor {

        private final List<ColumnSpec> missing;
        private @Nullable Object[] cells = new Object[layout.size()];
        private boolean empty = fixed.keySize() == 0;

        Binding(List<ColumnSpec> missing) {
            this.missing = missing;
            Arrays.fill(cells, Row.ABSENT);
        }

        @Override
        public void visit(String column, @Nullable Object value) {
            Slot slot = slot(column);
            if (slot != null) {
                put(slot, value == null ? ofNull : cell(slot, value));
                empty = false;
            } else if (value != null && asksForColumn(column, value)) {
                missing.add(Nested.wanted(column, value, fields.nested()));
            }
        }

        private boolean asksForColumn(String column, Object value) {
            return !leavesOutUnknown
                    && table.column(column) == null
                    && !fixed.covers(column)
                    && (unavailable == null || !unavailable.is(value));
        }

        private Object cell(Slot slot, Object value) {
            return unavailable != null && unavailable.is(value) ? Row.ABSENT : convert(slot, value);
        }

        private Object convert(Slot slot, Object value) {
            if (!Nested.is(value)) {
                return slot.convert(value);
            }
            if (fields.nested() == NestedMode.FAIL) {
                throw Nested.notTaken(slot.column().name());
            }
            return slot.with(Nested.to(slot.column(), null)).convert(value);
        }

        private void put(Slot slot, @Nullable Object cell) {
            if (slot.cell() >= cells.length) {
                int narrow = cells.length;
                cells = Arrays.copyOf(cells, layout.size());
                Arrays.fill(cells, narrow, cells.length, Row.ABSENT);
            }
            if (cells[slot.cell()] != Row.ABSENT) {
                throw StructFields.twice(slot.column().name());
            }
            cells[slot.cell()] = cell;
        }
    }
}
