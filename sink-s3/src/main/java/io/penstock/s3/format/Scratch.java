package io.penstock.s3.format;

import io.penstock.common.error.RecordException;
import io.penstock.s3.buffer.SegmentedBuffer;
import io.penstock.s3.error.S3Error;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where one record is encoded whole before it enters a file, so that a record that fails half-way leaves nothing behind.
 * Bounded; thread-confined.
 */
public final class Scratch extends OutputStream {

    private static final int INITIAL_BYTES = 8 * 1024;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int maxBytes;
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /** @param maxBytes the largest record that may enter a file */
    public Scratch(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Forgets what it held, and large memory with it. */
    public void reset() {
        size = 0;
        if (bytes.length > 64 * INITIAL_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
    }

    public int size() {
        return size;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    /** Memory does not fail. */
    void appendTo(SegmentedBuffer target) {
        target.write(bytes, 0, size);
    }

    /** What it holds, from the beginning up to {@link #size()}; not a copy. */
    byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void write(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    /** Four bytes, the lowest first. */
    void writeInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    /** Eight bytes, the lowest first. */
    void writeLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** @throws RecordException when the record is larger than the bound */
    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void ensure(int more) {
        if (more > maxBytes - size) {
            throw new RecordException(
                    S3Error.RECORD_TOO_LARGE,
                    "the encoded record is larger than " + maxBytes
                            + " bytes, the most that buffer.memory.bytes has room for: a quarter of it, with format=parquet a sixteenth, or"
                            + " half of parquet.row.group.bytes where that is set");
        }
        if (more > bytes.length - size) {
            bytes = Arrays.copyOf(
                    bytes, Math.min(Math.max(maxBytes, size + more), Math.max(bytes.length * 2, size + more)));
        }
    }
}
