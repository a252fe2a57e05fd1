package io.penstock.s3.writer;

import java.util.function.LongSupplier;

/**
 * How much of a batch rides in its commit record. What is small and beyond it costs an upload each, seven requests instead of one.
 *
 * @param bytes the most: an heir holds a commit record whole, and nobody likes to send one again
 * @param growing how many files have the memory, or the disk, to grow into parts side by side
 */
record InlineLimit(long bytes, LongSupplier growing) {

    /**
     * Whether a batch is complete because its small files fill the commit record, and are too many to become large ones. An eighth is
     * left for the last record, and for what compressors still hold.
     */
    boolean reached(long inline, int files) {
        return inline >= bytes - bytes / 8 && files > growing.getAsLong();
    }
}
