package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The whole value in one column.
 *
 * @param width cells of the layout when this plan was made
 */
record JsonPlan(KeyPlan key, Extras extras, Slot json, int width) implements RowPlan {

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        key.fill(record, cells);
        extras.fill(record, cells);
        Object value = Objects.requireNonNull(record.value());
        cells[json.cell()] = json.convert(value);
        return Row.of(cells, record);
    }
}
