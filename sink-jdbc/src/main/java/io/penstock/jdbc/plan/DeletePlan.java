package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Deletes: the key alone. */
record DeletePlan(FixedCells key) implements RowPlan {

    static @Nullable DeletePlan compile(Compilation compilation) {
        FixedColumns key = compilation.keyOnly();
        return compilation.tableHas(key.wanted()) ? new DeletePlan(compilation.cells(key)) : null;
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[key.size()];
        key.fill(record, cells);
        return Row.delete(cells, record);
    }
}
