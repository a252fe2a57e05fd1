package io.penstock.s3.format;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Files that are their records one after the other, in frames that are compressed each by itself, which readers of the codec take for
 * one stream (RFC 8878, section 3). So an open file holds one frame's records, and not the window of a compressor.
 */
final class FrameWriter implements FormatWriter {

    /** What Zstandard compresses at a time (RFC 8878, Block_Maximum_Size). */
    private static final int FRAME_BYTES = 128 * 1024;

    private final RecordEncoder encoder;
    private final BlockPress press;
    private final MemoryBudget budget;
    private final byte[] frame = new byte[FRAME_BYTES];

    FrameWriter(RecordEncoder encoder, BlockCodec codec, MemoryBudget budget) {
        this.encoder = encoder;
        this.press = new BlockPress(codec, FRAME_BYTES);
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
        long record = SegmentedBuffer.worstGrowth(press.maxLength((int) recordBytes));
        return record + (open ? 1 : 2) * reserve();
    }

    /** What a frame, once it is written, takes beyond what its records took before. */
    private long reserve() {
        return SegmentedBuffer.worstGrowth(press.maxLength(FRAME_BYTES) - FRAME_BYTES);
    }

    private final class Body implements FileBody {

        private final SegmentedBuffer target;
        private final RecordBlocks records = new RecordBlocks(frame, budget, this::write);

        Body(SegmentedBuffer target) {
            this.target = target;
            budget.acquire(reserve());
        }

        private void write(byte[] raw, int size, long count) {
            int length = press.press(raw, 0, size);
            target.write(press.bytes(), 0, length);
        }

        @Override
        public void append(Scratch record) {
            records.append(record);
        }

        @Override
        public long pending() {
            return records.size();
        }

        @Override
        public void end() {
            budget.release(reserve());
            records.complete();
        }

        @Override
        public void discard() {
            budget.release(reserve());
            records.discard();
        }
    }
}
