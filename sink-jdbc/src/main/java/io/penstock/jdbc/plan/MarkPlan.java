package io.penstock.jdbc.plan;

import io.penstock.jdbc.config.DeleteRule;
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
record MarkPlan(FixedCells fixed, int width) implements RowPlan {

    static @Nullable MarkPlan compile(DeleteRule.Mark mark, SinkRecord record, Compilation compilation) {
        FixedColumns columns = compilation.marking(mark, record);
        if (!compilation.tableHas(columns.wanted())) {
            return null;
        }
        FixedCells cells = compilation.cellsOfDelete(columns);
        return new MarkPlan(cells, compilation.layout().size());
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        fixed.fill(record, cells);
        return Row.mark(cells, record);
    }
}
