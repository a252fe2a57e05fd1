package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** What a format makes of records, outside of any task; the memory that it takes is compared with what it says. */
final class WrittenFile {

    private final MemoryBudget budget;
    private final SegmentedBuffer target;
    private final Scratch scratch;
    private final FormatWriter writer;
    private final long idle;
    private @Nullable FileSchema schema;
    private @Nullable FileBody body;

    WrittenFile(FileFormat format) {
        this(format, new MemoryBudget(256L << 20));
    }

    private WrittenFile(FileFormat format, MemoryBudget budget) {
        this(format.open(budget), budget, (int) format.largestRecord(budget.limit()));
    }

    WrittenFile(FormatWriter writer, MemoryBudget budget, int largestRecord) {
        this.budget = budget;
        this.target = new SegmentedBuffer(budget, 5 << 20);
        this.scratch = new Scratch(largestRecord);
        this.writer = writer;
        this.idle = budget.used();
    }

    /** In bytes, with what the format still holds. */
    long size() {
        return target.size() + (body == null ? 0 : body.pending());
    }

    static byte[] of(FileFormat format, List<SinkRecord> records) {
        WrittenFile file = new WrittenFile(format);
        records.forEach(file::add);
        return file.end();
    }

    static byte[] of(FileFormat format, @Nullable Schema schema, Object... values) {
        WrittenFile file = new WrittenFile(format);
        for (int i = 0; i < values.length; i++) {
            file.add(record(schema, values[i], i));
        }
        return file.end();
    }

    static SinkRecord record(@Nullable Schema schema, @Nullable Object value, long offset) {
        return new SinkRecord("t", 1, null, null, schema, value, offset);
    }

    /** Of a record that enters another file. */
    FileSchema schemaOf(SinkRecord record) {
        FileSchema its = writer.encode(record, scratch);
        writer.remember();
        return its;
    }

    void add(SinkRecord record) {
        FileSchema its = writer.encode(record, scratch);
        long before = budget.used();
        long promised = writer.worstGrowth(its, scratch.size(), body != null);
        FileBody current = body;
        if (current == null) {
            schema = its;
            current = writer.begin(its, RecordCoordinates.of(record), target);
            body = current;
        }
        assertThat(its).as("all of one schema").isEqualTo(schema);
        current.append(scratch);
        writer.remember();
        assertThat(budget.used() - before).as("memory").isLessThanOrEqualTo(promised);
    }

    byte[] end() {
        FileBody current = body;
        if (current != null) {
            long before = budget.used();
            current.end();
            assertThat(budget.used()).as("room was kept for the end").isLessThanOrEqualTo(before);
            assertThat(current.pending()).isZero();
            current.gone();
        }
        byte[] bytes = target.content().toByteArray();
        target.clear();
        assertThat(budget.used()).as("all memory is given back").isEqualTo(idle);
        return bytes;
    }
}
