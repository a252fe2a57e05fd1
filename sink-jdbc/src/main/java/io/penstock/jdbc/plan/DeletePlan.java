package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Deletes: the key, and the version of what is deleted where that is known.
 *
 * @param width cells of the layout when this plan was made
 */
record DeletePlan(FixedCells fixed, int width) implements RowPlan {

    static @Nullable DeletePlan compile(SinkRecord record, Compilation compilation) {
        FixedColumns columns = compilation.deleting(record);
        if (!compilation.tableHas(columns.wanted())) {
            return null;
        }
        FixedCells cells = compilation.cellsOfDelete(columns);
        return new DeletePlan(cells, compilation.layout().size());
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        fixed.fill(record, cells);
        return Row.delete(cells, record);
    }
}
