package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnSpec;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of one column comes from.
 *
 * @param wanted the column that is made when there is none
 * @param moment what a {@code java.util.Date} in it stands for
 */
record Source(ColumnSpec wanted, Moment moment, Reader reader) {

    String column() {
        return wanted.name();
    }

    /** Reads one value of a record. */
    @FunctionalInterface
    interface Reader {
        @Nullable
        Object read(SinkRecord record);
    }
}
