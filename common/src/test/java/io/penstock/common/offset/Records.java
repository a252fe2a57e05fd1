package io.penstock.common.offset;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Schemaless sink records of {@code orders-0}. */
final class Records {

    static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private Records() {}

    static SinkRecord at(long offset, @Nullable Long timestamp, Object value) {
        return new SinkRecord("orders", 0, null, "key", null, value, offset, timestamp, TimestampType.CREATE_TIME);
    }

    /** A record whose timestamp grows with its offset. */
    static SinkRecord at(long offset) {
        return at(offset, 1_000 + offset, "value-" + offset);
    }
}
