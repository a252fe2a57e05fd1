package io.penstock.s3.format;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.SegmentedBuffer;
import org.apache.kafka.connect.sink.SinkRecord;

/** A format at work: encodes records, and makes files of what it has encoded. One a task; thread-confined. */
public interface FormatWriter {

    /**
     * Encodes one record whole, after resetting the scratch area.
     *
     * @return the schema of the file that it may enter
     * @throws io.penstock.common.error.RecordException when the record has no form in this format; nothing of it is kept
     */
    FileSchema encode(SinkRecord record, Scratch scratch);

    /** The record that was encoded last is in a file: what it taught about its topic stays. Of one that is refused nothing does. */
    default void remember() {}

    /**
     * Begins a file.
     *
     * @param first the file's first record
     * @param target where its bytes go
     */
    FileBody begin(FileSchema schema, RecordCoordinates first, SegmentedBuffer target);

    /**
     * The most memory that an encoded record of this size takes.
     *
     * @param open whether a file is open for it already
     */
    long worstGrowth(FileSchema schema, long recordBytes, boolean open);
}
