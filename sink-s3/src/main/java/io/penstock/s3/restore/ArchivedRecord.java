package io.penstock.s3.restore;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as an envelope has it.
 *
 * @param timestamp milliseconds; null where it had none
 * @param key null, or of its schema
 * @param value null for a tombstone, or of its schema
 */
public record ArchivedRecord(
        String topic,
        int partition,
        long offset,
        @Nullable Long timestamp,
        Schema keySchema,
        @Nullable Object key,
        ConnectHeaders headers,
        Schema valueSchema,
        @Nullable Object value) {

    /** About what its key and value take. */
    long bytes() {
        return bytes(key) + bytes(value);
    }

    private static long bytes(@Nullable Object part) {
        if (part instanceof byte[] bytes) {
            return bytes.length;
        }
        return part instanceof String text ? text.length() : 0;
    }
}
