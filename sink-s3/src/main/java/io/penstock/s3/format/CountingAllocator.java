package io.penstock.s3.format;

import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferAllocator;

/** Heap memory for Parquet's columns and pages, counted. Thread-confined. */
final class CountingAllocator implements ByteBufferAllocator {

    private long used;
    private long peak;

    @Override
    public ByteBuffer allocate(int size) {
        used += size;
        peak = Math.max(peak, used);
        return ByteBuffer.allocate(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
        used -= buffer.capacity();
    }

    @Override
    public boolean isDirect() {
        return false;
    }

    long used() {
        return used;
    }

    /** The most that was ever in use. */
    long peak() {
        return peak;
    }
}
