package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Records with a structure: all columns are known from the schema. */
final class StructPlan implements RowPlan {

    private final KeyPlan key;
    private final Extras extras;
    private final StructPath[] fields;
    private final Slot[] slots;
    private final int width;

    /**
     * @param slots one for each field, in their order.
     *
     * @param width cells of the layout when this plan was made
     */
    StructPlan(KeyPlan key, Extras extras, List<StructPath> fields, List<Slot> slots, int width) {
        this.key = key;
        this.extras = extras;
        this.fields = fields.toArray(new StructPath[0]);
        this.slots = slots.toArray(new Slot[0]);
        this.width = width;
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        if (key.size() + extras.size() + slots.length < width) {
            Arrays.fill(cells, Row.ABSENT);
        }
        key.fill(record, cells);
        extras.fill(record, cells);
        Struct struct = (Struct) record.value();
        for (int i = 0; i < slots.length; i++) {
            Object value = fields[i].read(struct);
            cells[slots[i].cell()] = value == null ? null : slots[i].convert(value);
        }
        return Row.of(cells, record);
    }
}
