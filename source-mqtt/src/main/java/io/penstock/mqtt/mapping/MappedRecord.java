package io.penstock.mqtt.mapping;

import io.penstock.common.error.RecordException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a message becomes in Kafka, but for its source offset.
 *
 * @param timestamp milliseconds since 1970
 * @param refusal why it is the payload as it came: nothing else could be made of it
 */
public record MappedRecord(
        String topic,
        @Nullable Integer partition,
        @Nullable String key,
        @Nullable Schema valueSchema,
        @Nullable Object value,
        @Nullable Long timestamp,
        Headers headers,
        @Nullable RecordException refusal) {

    /** Whose partition and timestamp the producer chooses. */
    public MappedRecord(
            String topic, @Nullable String key, @Nullable Schema valueSchema, @Nullable Object value, Headers headers) {
        this(topic, null, key, valueSchema, value, null, headers, null);
    }

    /** Whether it is the payload as it came. */
    public boolean malformed() {
        return refusal != null;
    }
}
