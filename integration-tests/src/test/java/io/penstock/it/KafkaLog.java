package io.penstock.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the broker holds, by Kafka's own clients. Blocking; used by one thread. */
final class KafkaLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final Admin admin;

    KafkaLog(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /** @param config of the topic, over the broker's */
    void createTopic(String name, int partitions, Map<String, String> config) {
        get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                .all());
    }

    /** Writes the values in their order, spread over the partitions by turns. */
    void write(String topic, int partitions, List<byte[]> values) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            records.add(new ProducerRecord<>(topic, i % partitions, null, values.get(i)));
        }
        write(records);
    }

    /** Writes the records in their order. */
    void write(List<ProducerRecord<byte[], byte[]>> records) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            producer.flush();
            for (Future<RecordMetadata> written : sent) {
                get(written);
            }
        }
    }

    /** Every committed record of the topic, by partition and offset; none if the topic is not there. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        if (!get(admin.listTopics().names()).contains(topic)) {
            return List.of();
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("topic " + topic + " could not be read within " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
            all.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                    .thenComparingLong(ConsumerRecord::offset));
            return all;
        }
    }

    /** How many records of the topic a sink has still to commit; a partition without a committed offset counts in full. */
    long lag(String connector, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Set<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .collect(Collectors.toSet());
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            Map<TopicPartition, OffsetAndMetadata> committed = committed(connector);
            return ends.entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - Optional.ofNullable(committed.get(end.getKey()))
                                    .map(OffsetAndMetadata::offset)
                                    .orElse(begins.getOrDefault(end.getKey(), 0L)))
                    .sum();
        }
    }

    /** The end of each partition of the topic. */
    Map<Integer, Long> ends(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            return consumer.endOffsets(partitions, PATIENCE).entrySet().stream()
                    .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
        }
    }

    /** Which partitions each consumer of a sink has, by the consumer's member id. */
    Map<String, Set<Integer>> owners(String connector) {
        return admin.describeConsumerGroups(List.of("connect-" + connector)).describedGroups().values().stream()
                .flatMap(group -> get(group).members().stream())
                .collect(Collectors.toMap(
                        MemberDescription::consumerId,
                        member -> member.assignment().topicPartitions().stream()
                                .map(TopicPartition::partition)
                                .collect(Collectors.toSet())));
    }

    /** Deletes topics that are there. */
    void deleteTopics(Collection<String> topics) {
        Set<String> present = get(admin.listTopics().names());
        get(admin.deleteTopics(topics.stream().filter(present::contains).toList())
                .all());
    }

    /** As if a sink that stands still had never committed anything. */
    void deleteGroup(String connector) {
        get(admin.deleteConsumerGroups(List.of("connect-" + connector)).all());
    }

    /** As if a sink that stands still had never committed anything of the partition. */
    void forget(String connector, TopicPartition partition) {
        get(admin.deleteConsumerGroupOffsets("connect-" + connector, Set.of(partition))
                .all());
    }

    /** Sets the group's offset of a sink that stands still, as kafka-consumer-groups does. */
    void move(String connector, TopicPartition partition, long offset) {
        get(admin.alterConsumerGroupOffsets("connect-" + connector, Map.of(partition, new OffsetAndMetadata(offset)))
                .all());
    }

    /** The partitions of the topic of which a sink's group has an offset. */
    Set<Integer> committedPartitions(String connector, String topic) {
        return committed(connector).keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .map(TopicPartition::partition)
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String connector) {
        return get(admin.listConsumerGroupOffsets("connect-" + connector).partitionsToOffsetAndMetadata());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", bootstrapServers);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
