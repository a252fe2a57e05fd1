package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
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
record JsonPlan(FixedCells fixed, Slot json, int width) implements RowPlan {

    static @Nullable JsonPlan compile(SinkRecord record, Compilation compilation) {
        String column = compilation.settings().format().jsonColumn();
        FixedColumns columns = compilation.writing();
        List<ColumnSpec> wanted = columns.wanted();
        if (wanted.stream().anyMatch(other -> other.name().equals(column))) {
            throw StructFields.twice(column);
        }
        wanted.add(new ColumnSpec(column, ColumnType.JSON));
        if (!compilation.tableHas(wanted)) {
            return null;
        }
        compilation.version().check();
        FixedCells fixed = compilation.cells(columns);
        Slot plain = compilation.slot(column, Moment.of(record.valueSchema()));
        Slot json =
                record.value() instanceof String ? plain : plain.with(Nested.to(plain.column(), record.valueSchema()));
        return new JsonPlan(fixed, json, compilation.layout().size());
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        fixed.fill(record, cells);
        Object value = Objects.requireNonNull(record.value());
        cells[json.cell()] = json.convert(value);
        return Row.of(cells, record);
    }
}
