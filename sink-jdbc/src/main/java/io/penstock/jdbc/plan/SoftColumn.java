package io.penstock.jdbc.plan;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import java.util.Date;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The column that says whether a row is deleted, in the words of the column's type. */
final class SoftColumn {

    private static final long MILLIS_PER_DAY = 86_400_000;

    private SoftColumn() {}

    /**
     * @param column as it is in the table; null where it is to be made
     * @param deleted what it is to say
     */
    static Source source(String name, @Nullable Column column, boolean deleted) {
        ColumnType type = column == null ? ColumnType.BOOLEAN : column.type();
        Moment moment = type == ColumnType.DATE ? Moment.DATE : Moment.TIMESTAMP;
        return new Source(new ColumnSpec(name, ColumnType.BOOLEAN), moment, reader(type, deleted));
    }

    private static Source.Reader reader(ColumnType type, boolean deleted) {
        return switch (type) {
            case INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL -> record -> deleted ? 1 : 0;
            case DATE -> record -> deleted ? midnight(time(record)) : null;
            case TIME, TIMESTAMP, INSTANT -> record -> deleted ? time(record) : null;
            case BOOLEAN, TEXT, BYTES, UUID, JSON, OTHER -> record -> deleted;
        };
    }

    private static Date time(SinkRecord record) {
        Long timestamp = record.timestamp();
        if (timestamp == null) {
            throw new RecordException(
                    JdbcError.VALUE_DOES_NOT_FIT,
                    "the record at " + RecordCoordinates.of(record)
                            + " has no timestamp, which delete.soft.column would hold");
        }
        return new Date(timestamp);
    }

    private static Date midnight(Date time) {
        return new Date(Math.floorDiv(time.getTime(), MILLIS_PER_DAY) * MILLIS_PER_DAY);
    }
}
