package io.penstock.s3.format;

import org.apache.kafka.connect.sink.SinkRecord;

/** Turns records into the bytes of a format. Thread-confined. */
public interface RecordEncoder {

    /**
     * Encodes one record whole, after resetting the scratch area.
     *
     * @throws io.penstock.common.error.RecordException when the record has no form in this format; nothing of it is kept
     */
    void encode(SinkRecord record, Scratch scratch);
}
