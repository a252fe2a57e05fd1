package io.penstock.jdbc.plan;

import io.penstock.common.record.FieldPath;
import io.penstock.jdbc.config.RecordColumn;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;

/** Where a delete has its version from: the field or metadata that {@code upsert.condition.field} names. */
final class VersionSources {

    private VersionSources() {}

    /** Empty where there is no such field, or records like {@code state} do not have it. */
    static Optional<Source> of(RowSettings settings, SinkRecord state) {
        return settings.overwrites().version().flatMap(version -> {
            for (RecordColumn column : settings.recordColumns()) {
                if (column.column().equals(version.column())) {
                    return Optional.of(RecordSources.of(column));
                }
            }
            return ofField(version.field(), version.column(), state);
        });
    }

    private static Optional<Source> ofField(FieldPath field, String column, SinkRecord state) {
        // The table has the column, or there is nothing to compare with: its type here is of no consequence.
        ColumnSpec spec = new ColumnSpec(column, ColumnType.TEXT);
        if (state.value() instanceof Struct struct) {
            StructPath path = StructPath.find(struct.schema(), field.toString());
            return path == null
                    ? Optional.empty()
                    : Optional.of(new Source(
                            spec,
                            Moment.of(path.schema()),
                            record -> record.value() instanceof Struct value ? path.read(value) : null));
        }
        return state.value() instanceof Map
                ? Optional.of(new Source(spec, Moment.TIMESTAMP, record -> field.get(record.value())))
                : Optional.empty();
    }
}
