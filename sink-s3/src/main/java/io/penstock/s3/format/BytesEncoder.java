package io.penstock.s3.format;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record's value as it is, and a separator after it. Texts are written in UTF-8. */
final class BytesEncoder implements RecordEncoder {

    private final byte[] separator;

    BytesEncoder(String separator) {
        this.separator = separator.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void encode(SinkRecord record, Scratch scratch) {
        scratch.reset();
        Object value = record.value();
        if (value instanceof byte[] bytes) {
            scratch.write(bytes, 0, bytes.length);
        } else if (value instanceof String text) {
            byte[] bytes = utf8(text, record);
            scratch.write(bytes, 0, bytes.length);
        } else if (value instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            scratch.write(copy, 0, copy.length);
        } else {
            throw new RecordException(
                    S3Error.NO_FORM,
                    "the value at " + RecordCoordinates.of(record) + " is neither bytes nor a text but "
                            + (value == null ? "null" : value.getClass().getName())
                            + ", and format=bytes writes values as they are");
        }
        scratch.write(separator, 0, separator.length);
    }

    private static byte[] utf8(String text, SinkRecord record) {
        try {
            return Utf8.bytes(text);
        } catch (Unwritable e) {
            throw new RecordException(
                    S3Error.NO_FORM,
                    "the value at " + RecordCoordinates.of(record) + " cannot be written as it is: " + e.getMessage());
        }
    }
}
