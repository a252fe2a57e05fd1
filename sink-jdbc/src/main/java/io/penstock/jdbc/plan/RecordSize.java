package io.penstock.jdbc.plan;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a buffered record holds on the heap, guessed high: the record's data, the row made of it, and the raw bytes that Connect
 * keeps with the record for the dead letter queue.
 */
public final class RecordSize {

    private static final long PER_RECORD = 320;
    private static final long PER_VALUE = 40;
    /** A reference, uncompressed. What it refers to counts with the record. */
    private static final long PER_CELL = 8;

    private RecordSize() {}

    /** In bytes. */
    public static long of(SinkRecord record) {
        long size = PER_RECORD + 2 * (of(record.key()) + of(record.value()));
        for (Header header : record.headers()) {
            size += 2L * header.key().length() + 2 * of(header.value());
        }
        return size;
    }

    /** What the row of a record holds beside: a cell for each column that rows of its table speak of, be it empty. */
    public static long ofCells(Row row) {
        return PER_CELL * row.width();
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 8;
        }
        if (value instanceof String text) {
            // UTF-16 at worst
            return PER_VALUE + 2L * text.length();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Double || value instanceof Boolean) {
            return PER_VALUE;
        }
        if (value instanceof byte[] bytes) {
            return PER_VALUE + bytes.length;
        }
        if (value instanceof ByteBuffer buffer) {
            return PER_VALUE + buffer.remaining();
        }
        if (value instanceof BigDecimal decimal) {
            return 2 * PER_VALUE + decimal.precision() / 2;
        }
        if (value instanceof Struct struct) {
            long size = PER_VALUE;
            List<Field> fields = struct.schema().fields();
            // by the field and not by its name, which each record would look up in a map
            for (int i = 0; i < fields.size(); i++) {
                size += of(struct.get(fields.get(i)));
            }
            return size;
        }
        if (value instanceof Map<?, ?> map) {
            long size = PER_VALUE;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                // the names of a map's fields are mostly shared between records
                size += PER_VALUE + of(entry.getValue());
            }
            return size;
        }
        if (value instanceof Collection<?> elements) {
            long size = PER_VALUE;
            for (Object element : elements) {
                size += of(element);
            }
            return size;
        }
        return PER_VALUE;
    }
}
