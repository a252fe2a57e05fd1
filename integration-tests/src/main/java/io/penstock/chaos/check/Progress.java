package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.Receipts;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.TopicReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** How far the connectors have come. Reads each record once, however often it is asked. Confined to one thread. */
final class Progress implements AutoCloseable {

    private final String topic;
    private static final String PRODUCERS = "producers";

    private final Profile profile;
    private final Admin admin;
    private final TopicReader reader;
    private final Set<MessageId> inKafka = new HashSet<>();

    /** By partition, the offset behind the last record: behind it there may still be the marker of a transaction, which no sink ever sees. */
    private final Map<Integer, Long> behindLast = new HashMap<>();

    Progress(String bootstrapServers, String topic, Profile profile) {
        this.topic = topic;
        this.profile = profile;
        this.reader = new TopicReader(bootstrapServers, topic);
        this.admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000));
    }

    /**
     * By connector, how many records it still owes: a source, or the producers, what was acknowledged and is not in Kafka, a sink what it has not
     * committed. Without those that owe nothing.
     *
     * @throws RetriableException when a broker is away
     */
    Map<String, Long> lag(Receipts receipts) {
        Map<String, Long> lag = new TreeMap<>();
        reader.readToEnd(this::note);
        for (MessageId id : receipts.acknowledged()) {
            if (!inKafka.contains(id)) {
                lag.merge(profile.hasMqtt() ? Topology.sourceOf(id.qos()) : PRODUCERS, 1L, Long::sum);
            }
        }
        for (String sink : profile.sinks()) {
            long owed = lag(sink);
            if (owed > 0) {
                lag.put(sink, owed);
            }
        }
        return lag;
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        KafkaReader.id(record).ifPresent(inKafka::add);
        behindLast.merge(record.partition(), record.offset() + 1, Math::max);
    }

    private long lag(String sink) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(admin.listConsumerGroupOffsets("connect-" + sink).partitionsToOffsetAndMetadata());
        return behindLast.entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata here = committed.get(new TopicPartition(topic, end.getKey()));
                    return Math.max(0, end.getValue() - (here == null ? 0 : here.offset()));
                })
                .sum();
    }

    /** Where the topic ends, by partition, the markers of transactions included. */
    Map<Integer, Long> ends() {
        return endOffsets().entrySet().stream()
                .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    }

    private Map<TopicPartition, Long> endOffsets() {
        Set<TopicPartition> partitions = answer(
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .values()
                .stream()
                .flatMap(description -> description.partitions().stream())
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toSet());
        Map<TopicPartition, ListOffsetsResultInfo> ends = answer(admin.listOffsets(partitions.stream()
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all());
        return ends.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetriableException passing) {
                throw passing;
            }
            throw new KafkaException("Kafka refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted while asking Kafka", e);
        }
    }

    @Override
    public void close() {
        try (admin) {
            reader.close();
        }
    }
}
