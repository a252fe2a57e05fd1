package io.penstock.common.record;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a record stands in Kafka, by its original topic, partition and offset: transforms may rename {@code topic()}, offsets
 * are kept by the original one (KIP-793).
 */
public record RecordCoordinates(String topic, int partition, long offset) {

    public static RecordCoordinates of(SinkRecord record) {
        return new RecordCoordinates(
                record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
    }

    public TopicPartition topicPartition() {
        return new TopicPartition(topic, partition);
    }

    /** The form that every message uses: {@code orders-3@812}. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
