package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Deletes: the key alone. */
record DeletePlan(KeyPlan key) implements RowPlan {

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[key.size()];
        key.fill(record, cells);
        return Row.delete(cells, record);
    }
}
