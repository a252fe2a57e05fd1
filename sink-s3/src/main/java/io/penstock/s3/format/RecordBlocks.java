package io.penstock.s3.format;

import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Gathers the encoded records of one file to blocks that are compressed each by itself. The block that grows is held in the budget;
 * complete it stands in an array that all files of a writer share. A record larger than a block is one alone.
 */
final class RecordBlocks {

    private final byte[] block;
    private final Target target;
    private final SegmentedBuffer held;
    private long count;

    /** Where complete blocks go. */
    @FunctionalInterface
    interface Target {

        /** @param raw from its beginning up to {@code size}; not kept */
        void take(byte[] raw, int size, long records);
    }

    /** @param block as long as a block; used by one file at a time */
    RecordBlocks(byte[] block, MemoryBudget budget, Target target) {
        this.block = block;
        this.target = target;
        this.held = new SegmentedBuffer(budget, Long.MAX_VALUE);
    }

    void append(Scratch record) {
        if (held.size() + record.size() > block.length) {
            complete();
        }
        if (record.size() > block.length) {
            target.take(record.array(), record.size(), 1);
        } else {
            record.appendTo(held);
            count++;
        }
    }

    /** The bytes that are held. */
    long size() {
        return held.size();
    }

    /** Gives the target what is held. */
    void complete() {
        if (count == 0) {
            return;
        }
        int size = taken();
        held.clear(); // before its successor takes memory
        long records = count;
        count = 0;
        target.take(block, size, records);
    }

    void discard() {
        held.clear();
    }

    private int taken() {
        try (InputStream in = held.content().open()) {
            return in.readNBytes(block, 0, block.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }
}
