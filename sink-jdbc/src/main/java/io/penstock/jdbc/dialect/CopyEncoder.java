package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteConverter;

/**
 * The binary format of COPY (PostgreSQL's manual, "COPY", section "Binary Format"): per row a count of columns, per value its
 * length and its bytes in the type's own send format, all big-endian. Times count microseconds from 2000-01-01, dates days.
 */
final class CopyEncoder {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final long EPOCH_DAYS = 10_957;
    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;

    private final ColumnType[] types;
    private final boolean[] jsonb;
    private final int[] cells;
    private byte[] buffer;
    private int size;

    CopyEncoder(ColumnSet columns, int chunk) {
        this.types = columns.columns().stream().map(Column::type).toArray(ColumnType[]::new);
        this.jsonb = new boolean[types.length];
        this.cells = new int[types.length];
        for (int i = 0; i < types.length; i++) {
            cells[i] = columns.cell(i);
            jsonb[i] = columns.columns().get(i).databaseType().equals("jsonb");
        }
        this.buffer = new byte[chunk + 4096];
    }

    static boolean canEncode(Column column) {
        return column.type() != ColumnType.OTHER
                // the base type of a domain over json cannot be told from its name
                && (column.type() != ColumnType.JSON
                        || column.databaseType().equals("json")
                        || column.databaseType().equals("jsonb"));
    }

    int size() {
        return size;
    }

    void drainTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer, 0, size);
        size = 0;
    }

    void header() {
        bytes(SIGNATURE);
        int32(0);
        int32(0);
    }

    void trailer() {
        int16(-1);
    }

    void row(Row row) {
        int16(types.length);
        for (int i = 0; i < types.length; i++) {
            Object value = row.cell(cells[i]);
            if (value == null || value == Row.ABSENT) {
                int32(-1);
            } else {
                value(i, value);
            }
        }
    }

    private void value(int column, Object value) {
        switch (types[column]) {
            case BOOLEAN -> {
                int32(1);
                int8((Boolean) value ? 1 : 0);
            }
            case INT16 -> {
                int32(2);
                int16((Short) value);
            }
            case INT32 -> {
                int32(4);
                int32((Integer) value);
            }
            case INT64 -> int64Value((Long) value);
            case FLOAT32 -> {
                int32(4);
                int32(Float.floatToIntBits((Float) value));
            }
            case FLOAT64 -> int64Value(Double.doubleToLongBits((Double) value));
            case DECIMAL -> sized(ByteConverter.numeric((BigDecimal) value));
            case TEXT -> sized(((String) value).getBytes(StandardCharsets.UTF_8));
            case JSON -> json((String) value, jsonb[column]);
            case BYTES -> sized((byte[]) value);
            case DATE -> {
                int32(4);
                int32(Math.toIntExact((Long) value - EPOCH_DAYS));
            }
            case TIME -> int64Value((Long) value);
            case TIMESTAMP, INSTANT -> int64Value(sinceEpoch((Long) value));
            case UUID -> {
                UUID uuid = (UUID) value;
                int32(16);
                int64(uuid.getMostSignificantBits());
                int64(uuid.getLeastSignificantBits());
            }
            case OTHER -> throw new IllegalArgumentException("no binary form");
        }
    }

    /** The extremes stand for the infinities here as there. */
    private static long sinceEpoch(long micros) {
        return micros == ColumnType.FOREVER || micros == ColumnType.SINCE_EVER ? micros : micros - EPOCH_MICROS;
    }

    /** jsonb's wire format begins with a version. */
    private void json(String text, boolean withVersion) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (withVersion) {
            int32(utf8.length + 1);
            int8(1);
            bytes(utf8);
        } else {
            sized(utf8);
        }
    }

    private void int64Value(long value) {
        int32(8);
        int64(value);
    }

    private void sized(byte @Nullable [] value) {
        if (value == null) {
            int32(-1);
            return;
        }
        int32(value.length);
        bytes(value);
    }

    private void bytes(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, buffer, size, value.length);
        size += value.length;
    }

    private void int8(int value) {
        room(1);
        buffer[size++] = (byte) value;
    }

    private void int16(int value) {
        room(2);
        ByteConverter.int2(buffer, size, value);
        size += 2;
    }

    private void int32(int value) {
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
