package io.penstock.s3.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;

/**
 * A record as the entries of its columns: column, repetition level where the column has any, definition level, value. No smaller
 * than what Parquet's plain encoding makes of it, so that the size of encoded records bounds that of columns.
 */
final class ParquetEntries {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private ParquetEntries() {}

    /** Begins an entry. */
    static void entry(Scratch out, int column, boolean repeated, int repetition, int definition) {
        int rest = column;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        if (repeated) {
            out.write(repetition);
        }
        out.write(definition);
    }

    static void bytes(Scratch out, byte[] value) {
        out.writeInt(value.length);
        out.write(value, 0, value.length);
    }

    /**
     * Gives a record's entries to the columns.
     *
     * @param record not kept
     */
    static void replay(byte[] record, int length, ParquetColumn[] columns, ColumnWriter[] writers) {
        int at = 0;
        while (at < length) {
            int index = 0;
            int shift = 0;
            byte part;
            do {
                part = record[at++];
                index |= (part & 0x7F) << shift;
                shift += 7;
            } while (part < 0);
            ParquetColumn column = columns[index];
            ColumnWriter writer = writers[index];
            int repetition = column.repeated() ? record[at++] : 0;
            int definition = record[at++];
            if (definition < column.maxDefinition()) {
                writer.writeNull(repetition, definition);
            } else {
                at += value(record, at, column, writer, repetition);
            }
        }
    }

    /** @return how many bytes it took */
    private static int value(byte[] record, int at, ParquetColumn column, ColumnWriter writer, int repetition) {
        int definition = column.maxDefinition();
        switch (column.kind()) {
            case FLAG -> {
                writer.write(record[at] != 0, repetition, definition);
                return 1;
            }
            case INT32 -> {
                writer.write((int) INT.get(record, at), repetition, definition);
                return Integer.BYTES;
            }
            case INT64 -> {
                writer.write((long) LONG.get(record, at), repetition, definition);
                return Long.BYTES;
            }
            case FLOAT32 -> {
                writer.write(Float.intBitsToFloat((int) INT.get(record, at)), repetition, definition);
                return Float.BYTES;
            }
            case FLOAT64 -> {
                writer.write(Double.longBitsToDouble((long) LONG.get(record, at)), repetition, definition);
                return Double.BYTES;
            }
            case BYTES -> {
                int length = (int) INT.get(record, at);
                writer.write(Binary.fromReusedByteArray(record, at + Integer.BYTES, length), repetition, definition);
                return Integer.BYTES + length;
            }
            case FIXED -> {
                int length = column.descriptor().getPrimitiveType().getTypeLength();
                writer.write(Binary.fromReusedByteArray(record, at, length), repetition, definition);
                return length;
            }
        }
        throw new IllegalStateException("all kinds are known");
    }
}
