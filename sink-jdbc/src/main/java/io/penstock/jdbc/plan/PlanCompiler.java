package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.RecordFormat;
import io.penstock.jdbc.error.JdbcError;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Chooses the plan for records of one shape. */
final class PlanCompiler {

    private PlanCompiler() {}

    /**
     * @return the plan; null when columns are missing, which the compilation has noted
     * @throws RecordException when no record of this shape can become a row
     */
    static @Nullable RowPlan compile(SinkRecord record, boolean delete, Compilation compilation) {
        Object value = record.value();
        if (delete) {
            return compilation.settings().deletes() instanceof DeleteRule.Mark mark
                    ? MarkPlan.compile(mark, record, compilation)
                    : DeletePlan.compile(record, compilation);
        }
        if (compilation.settings().format().format() == RecordFormat.JSON_COLUMN) {
            return JsonPlan.compile(record, compilation);
        }
        if (value instanceof Struct struct) {
            return StructPlan.compile(record, struct.schema(), compilation);
        }
        if (value instanceof Map<?, ?> map) {
            return MapPlan.compile(map, compilation);
        }
        throw new RecordException(
                JdbcError.RECORD_SHAPE,
                "the value of the record at " + RecordCoordinates.of(record) + " is a "
                        + Objects.requireNonNull(value).getClass().getSimpleName() + ". "
                        + JdbcError.RECORD_SHAPE.remedy());
    }
}
