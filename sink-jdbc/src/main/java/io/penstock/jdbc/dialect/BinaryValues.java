package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;

/**
 * PostgreSQL's binary forms of values, as COPY and arrays have them: the length and the bytes of the type's own send format, all big-endian.
 * Times count microseconds from 2000-01-01, dates days.
 */
final class BinaryValues {

    private static final long EPOCH_DAYS = 10_957;
    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;

    private byte[] buffer;
    private int size;

    BinaryValues(int room) {
        this.buffer = new byte[room];
    }

    int size() {
        return size;
    }

    /** Up to {@link #size}; valid until something is added. */
    byte[] buffer() {
        return buffer;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    void clear() {
        size = 0;
    }

    /** @param value of the class that the type names; null, or absent, is null; what has no type of its own is a text */
    void value(ColumnType type, @Nullable Object value) {
        if (value == null || value == Row.ABSENT) {
            int32(-1);
            return;
        }
        switch (type) {
            case BOOLEAN -> {
                int32(1);
                int8((Boolean) value ? 1 : 0);
            }
            case INT16 -> {
                int32(2);
                int16((Short) value);
            }
            case INT32 -> int32Value((Integer) value);
            case INT64, TIME -> int64Value((Long) value);
            case FLOAT32 -> int32Value(Float.floatToIntBits((Float) value));
            case FLOAT64 -> int64Value(Double.doubleToLongBits((Double) value));
            case DECIMAL -> sized(ByteConverter.numeric((BigDecimal) value));
            case TEXT, JSON, OTHER -> sized(((String) value).getBytes(StandardCharsets.UTF_8));
            case BYTES -> sized((byte[]) value);
            case DATE -> int32Value(Math.toIntExact((Long) value - EPOCH_DAYS));
            case TIMESTAMP, INSTANT -> int64Value(sinceEpoch((Long) value));
            case UUID -> {
                UUID uuid = (UUID) value;
                int32(16);
                int64(uuid.getMostSignificantBits());
                int64(uuid.getLeastSignificantBits());
            }
        }
    }

    /** Of jsonb, whose form begins with a version. */
    void jsonb(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int32(utf8.length + 1);
        int8(1);
        bytes(utf8);
    }

    /** The extremes stand for the infinities here as there. */
    private static long sinceEpoch(long micros) {
        return micros == ColumnType.FOREVER || micros == ColumnType.SINCE_EVER ? micros : micros - EPOCH_MICROS;
    }

    private void int32Value(int value) {
        int32(4);
        int32(value);
    }

    private void int64Value(long value) {
        int32(8);
        int64(value);
    }

    private void sized(byte[] value) {
        int32(value.length);
        bytes(value);
    }

    void bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    private void int8(int value) {
        room(1);
        buffer[size++] = (byte) value;
    }

    void int16(int value) {
        room(2);
        ByteConverter.int2(buffer, size, value);
        size += 2;
    }

    void int32(int value) {
        room(4);
        ByteConverter.int4(buffer, size, value);
        size += 4;
    }

    private void int64(long value) {
        room(8);
        ByteConverter.int8(buffer, size, value);
        size += 8;
    }

    private void room(int more) {
        if (size + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
