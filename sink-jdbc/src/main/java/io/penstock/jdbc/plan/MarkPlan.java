package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Soft deletes: the key, and the column that says so; of all others the row is silent.
 *
 * @param width cells of the layout when this plan was made
 */
record MarkPlan(KeyPlan key, Extras extras, int width) implements RowPlan {

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        key.fill(record, cells);
        extras.fill(record, cells);
        return Row.mark(cells, record);
    }
}
