package io.penstock.bench.s3;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import io.penstock.s3.format.FileBody;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.format.Scratch;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The sink's encoders outside of any task: makes one file after another, in memory. All records are of one schema. */
final class FileMaker {

    private static final int LARGEST_RECORD = 1 << 20;
    private static final int SEGMENT_BYTES = 8 << 20;
    private static final long MEMORY_BYTES = 256L << 20;

    private final MemoryBudget budget = new MemoryBudget(MEMORY_BYTES);
    private final Scratch scratch = new Scratch(LARGEST_RECORD);
    private final SegmentedBuffer target = new SegmentedBuffer(budget, SEGMENT_BYTES);
    private final FormatWriter writer;
    private @Nullable FileBody body;

    FileMaker(FileFormat format) {
        this.writer = format.open(budget);
    }

    /** @return its size as encoded */
    int add(SinkRecord record) {
        FileSchema schema = writer.encode(record, scratch);
        FileBody current = body;
        if (current == null) {
            current = writer.begin(schema, RecordCoordinates.of(record), target);
            body = current;
        }
        current.append(scratch);
        writer.remember();
        return scratch.size();
    }

    /** Lets go of what is complete, so that a file's size does not matter. */
    void drop() {
        while (target.hasFullSegment()) {
            target.dropFirst();
        }
    }

    /** What there is of the file, now complete. */
    Content end() {
        FileBody current = body;
        if (current != null) {
            current.end();
            current.gone();
            body = null;
        }
        return target.content();
    }

    /** To be called before the next file begins. */
    void clear() {
        target.clear();
    }
}
