package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
        Slot json = isText(record.value()) ? plain : plain.with(Nested.to(plain.column(), record.valueSchema()));
        return new JsonPlan(fixed, json, compilation.layout().size());
    }

    /** Bytes are what some converter has left as it was: JSON in UTF-8. */
    private static boolean isText(@Nullable Object value) {
        return value instanceof String || value instanceof byte[] || value instanceof ByteBuffer;
    }

    private static Object text(Object value) {
        if (value instanceof String) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Converters.toBytes(value)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RecordException(
                    JdbcError.RECORD_SHAPE,
                    "the value is bytes that are no text in UTF-8. " + JdbcError.RECORD_SHAPE.remedy());
        }
    }

    @Override
    public Row bind(SinkRecord record, List<ColumnSpec> missing) {
        @Nullable Object[] cells = new Object[width];
        Arrays.fill(cells, Row.ABSENT);
        fixed.fill(record, cells);
        Object value = Objects.requireNonNull(record.value());
        cells[json.cell()] = json.convert(isText(value) ? text(value) : value);
        return Row.of(cells, record);
    }
}
