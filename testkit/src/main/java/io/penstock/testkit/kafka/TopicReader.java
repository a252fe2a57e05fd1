package io.penstock.testkit.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads all partitions of a topic from their beginning, committed records only, without a group. Each call goes on where the one before ended.
 * Confined to one thread.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** @param topic must exist, with all the partitions that are to be read */
    public TopicReader(String bootstrapServers, String topic) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000,
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All that is there by now. */
    public static List<ConsumerRecord<byte[], byte[]>> readAll(String bootstrapServers, String topic) {
        try (TopicReader reader = new TopicReader(bootstrapServers, topic)) {
            return reader.readToEnd();
        }
    }

    /**
     * All that is there by now and has not been read.
     *
     * @throws TimeoutException when nothing of it has come for a minute: a partition may have lost its leader
     */
    public List<ConsumerRecord<byte[], byte[]>> readToEnd() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        readToEnd(records::add);
        return records;
    }

    /** As {@link #readToEnd()}, for more records than fit in memory. */
    public void readToEnd(Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long owed = owed(ends);
        long lastProgress = System.nanoTime();
        while (owed > 0) {
            consumer.poll(POLL).forEach(each);
            long before = owed;
            owed = owed(ends);
            if (owed < before) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException("topic " + topic + " gave nothing for " + PATIENCE.toSeconds() + " s, with "
                        + owed + " offsets to go");
            }
        }
    }

    /** By position, not by count: the markers of transactions take offsets too. */
    private long owed(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Whatever comes within the time, perhaps nothing. */
    public List<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(timeout).forEach(records::add);
        return records;
    }

    /**
     * Waits for so many records.
     *
     * @return these, and those that came with the last of them
     * @throws AssertionError when the time is over
     */
    public List<ConsumerRecord<byte[], byte[]>> await(int count, Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (records.size() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(records.size() + " records instead of " + count + " in topic " + topic
                        + " after " + timeout.toMillis() + " ms");
            }
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
