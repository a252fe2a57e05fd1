package io.penstock.mqtt.mapping;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/** What a message becomes in Kafka, but for its source offset. */
public record MappedRecord(
        String topic,
        @Nullable String key,
        @Nullable Schema valueSchema,
        @Nullable Object value,
        Headers headers) {}
