package io.penstock.jdbc.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Makes sink records of one partition. */
public final class Records {

    private final TopicPartition partition;

    private Records(TopicPartition partition) {
        this.partition = partition;
    }

    public static Records of(TopicPartition partition) {
        return new Records(partition);
    }

    /** Without a schema, and with a text as its key. */
    public SinkRecord map(long offset, @Nullable String key, @Nullable Object... fieldsAndValues) {
        return record(offset, null, key, null, mapOf(fieldsAndValues));
    }

    public SinkRecord struct(long offset, @Nullable String key, Struct value) {
        return record(offset, Schema.OPTIONAL_STRING_SCHEMA, key, value.schema(), value);
    }

    public SinkRecord tombstone(long offset, @Nullable String key) {
        return record(offset, null, key, null, null);
    }

    public SinkRecord record(
            long offset,
            @Nullable Schema keySchema,
            @Nullable Object key,
            @Nullable Schema valueSchema,
            @Nullable Object value) {
        return new SinkRecord(
                partition.topic(),
                partition.partition(),
                keySchema,
                key,
                valueSchema,
                value,
                offset,
                1_700_000_000_000L + offset,
                TimestampType.CREATE_TIME);
    }

    /** As transforms rename topics; another object, as if it were fetched anew. */
    public static SinkRecord renamed(SinkRecord record, String topic) {
        return record.newRecord(
                topic,
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** In the order given; values may be null. */
    public static Map<String, @Nullable Object> mapOf(@Nullable Object... fieldsAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            map.put(String.valueOf(fieldsAndValues[i]), fieldsAndValues[i + 1]);
        }
        return map;
    }
}
