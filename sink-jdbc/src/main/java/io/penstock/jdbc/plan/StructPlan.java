package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.FieldRules;
import io.penstock.jdbc.schema.ColumnSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Records with a structure: all columns are known from the schema. */
final class StructPlan implements RowPlan {

    private final FixedCells fixed;
    private final StructPath[] fields;
    private final Slot[] slots;
    private final @Nullable Object ofNull;
    /** For each field null where it always says what its column gets. */
    private final @Nullable Unavailable[] unavailable;

    private final int width;

    /**
     * @param slots one for each field, in their order.
     *
     * @param ofNull the cell of a field that is null
     *
     * @param unavailable stands in fields of which the record says nothing
     *
     * @param width cells of the layout when this plan was made
     */
    private StructPlan(
            FixedCells fixed,
            List<StructPath> fields,
            List<Slot> slots,
            @Nullable Object ofNull,
            @Nullable Unavailable unavailable,
            int width) {
        this.fixed = fixed;
        this.fields = fields.toArray(new StructPath[0]);
        this.slots = slots.toArray(new Slot[0]);
        this.ofNull = ofNull;
        this.unavailable = fields.stream()
                .map(field -> Unavailable.mayBe(field.schema()) ? unavailable : null)
                .toArray(Unavailable[]::new);
        this.width = width;
    }

    static @Nullable StructPlan compile(SinkRecord record, Schema schema, Compilation compilation) {
        FieldRules rules = compilation.settings().fields();
        FixedColumns columns = compilation.writing();
        List<ColumnSpec> wanted = columns.wanted();
        Set<String> taken = wanted.stream().map(ColumnSpec::name).collect(Collectors.toSet());
        Map<String, StructPath> fields = StructFields.byColumn(schema, rules, taken);
        fields.keySet().removeIf(compilation::leavesOut);
        fields.forEach((column, path) -> wanted.add(compilation.wanted(column, path.schema())));
        if (wanted.isEmpty()) {
            throw MapPlan.nothing(record);
        }
        if (!compilation.tableHas(wanted)) {
            return null;
        }
        compilation.validate(wanted, fields);
        compilation.version().check();
        FixedCells fixed = compilation.cells(columns);
        List<Slot> slots = new ArrayList<>();
        fields.forEach((column, path) -> slots.add(compilation.slot(column, path.schema())));
        return new StructPlan(
                fixed,
                List.copyOf(fields.values()),
                slots,
                compilation.ofNull(),
                compilation.unavailable(),
                compilation.layout().size());
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        if (fixed.size() + slots.length < width) {
            Arrays.fill(cells, Row.ABSENT);
        }
        fixed.fill(record, cells);
        Struct struct = (Struct) record.value();
        for (int i = 0; i < slots.length; i++) {
            Object value = fields[i].read(struct);
            cells[slots[i].cell()] = value == null ? ofNull : cell(i, value);
        }
        return Row.of(cells, record);
    }

    private Object cell(int field, Object value) {
        Unavailable nothing = unavailable[field];
        return nothing != null && nothing.is(value) ? Row.ABSENT : slots[field].convert(value);
    }
}
