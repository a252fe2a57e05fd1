package io.penstock.s3.format;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.connect.sink.SinkRecord;

/** Files that are their records one after the other, plain or in one stream of gzip. */
final class StreamWriter implements FormatWriter {

    private static final int DEFLATER_OUTPUT_BYTES = 8 * 1024;

    /** The JDK's deflater: about 256 KiB of native memory. */
    private static final int DEFLATER_BYTES = 288 * 1024;

    /** The most that it gives out later than it took it in: a block of output. */
    private static final int HELD_BACK_BYTES = 128 * 1024;

    private final RecordEncoder encoder;
    private final boolean gzip;
    private final MemoryBudget budget;

    StreamWriter(RecordEncoder encoder, boolean gzip, MemoryBudget budget) {
        this.encoder = encoder;
        this.gzip = gzip;
        this.budget = budget;
    }

    @Override
    public FileSchema encode(SinkRecord record, Scratch scratch) {
        encoder.encode(record, scratch);
        return FileSchema.ANY;
    }

    @Override
    public FileBody begin(FileSchema schema, RecordCoordinates first, SegmentedBuffer target) {
        return new Body(target);
    }

    @Override
    public long worstGrowth(FileSchema schema, long recordBytes, boolean open) {
        long growth = SegmentedBuffer.worstGrowth(recordBytes + heldBack());
        return open ? growth : growth + overhead();
    }

    /** What an open file takes beside its bytes. */
    private long overhead() {
        return (gzip ? DEFLATER_BYTES : 0) + SegmentedBuffer.worstGrowth(heldBack());
    }

    private long heldBack() {
        return gzip ? HELD_BACK_BYTES : 0;
    }

    private OutputStream compressed(OutputStream target) {
        try {
            return gzip ? new GZIPOutputStream(target, DEFLATER_OUTPUT_BYTES) : target;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    private final class Body implements FileBody {

        private final OutputStream out;

        Body(SegmentedBuffer target) {
            budget.acquire(overhead());
            this.out = compressed(target);
        }

        @Override
        public void append(Scratch record) {
            try {
                record.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        @Override
        public long pending() {
            return 0; // what a compressor holds back, it does not tell
        }

        /** Frees the compressor's native memory too. */
        @Override
        public void end() {
            budget.release(overhead());
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }

        @Override
        public void discard() {
            end();
        }
    }
}
