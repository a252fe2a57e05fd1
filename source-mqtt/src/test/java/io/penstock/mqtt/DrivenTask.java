package io.penstock.mqtt;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;

/** A task in the hands of a test that plays the worker. */
final class DrivenTask implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final MqttSourceTask task = new MqttSourceTask();

    private final String name;

    private DrivenTask(String name) {
        this.name = name;
    }

    static DrivenTask start(String uri, String clientId, String filter, Map<String, String> more) {
        return start(uri, clientId, filter, more, Map.of());
    }

    static DrivenTask start(
            String uri,
            String clientId,
            String filter,
            Map<String, String> more,
            Map<Map<String, ?>, Map<String, Object>> offsets) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name",
                "driven-" + NUMBER.incrementAndGet(),
                "mqtt.uris",
                uri,
                "mqtt.client.id",
                clientId,
                "mqtt.topics",
                filter,
                "kafka.topic",
                "readings",
                "value.format",
                "string",
                "retry.backoff.max.ms",
                "1000"));
        props.put("mqtt.takeover.wait.ms", "0");
        props.putAll(more);
        DrivenTask driven = new DrivenTask(props.getOrDefault("name", ""));
        driven.task.initialize(new FakeTaskContext(offsets));
        driven.task.start(props);
        return driven;
    }

    /** What one poll gives; empty if nothing came. */
    List<SourceRecord> poll() {
        try {
            List<SourceRecord> records = task.poll();
            return records == null ? List.of() : records;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Polls until so many have come, without committing one. */
    List<SourceRecord> poll(int count, Duration limit) {
        List<SourceRecord> all = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            all.addAll(poll());
        }
        return all;
    }

    /** Polls for the whole time. */
    List<SourceRecord> pollFor(Duration time) {
        return poll(Integer.MAX_VALUE, time);
    }

    /** Polls and commits until so many have come. */
    List<SourceRecord> drain(int count, Duration limit) {
        List<SourceRecord> all = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        while (all.size() < count && System.nanoTime() < deadline) {
            List<SourceRecord> batch = poll();
            commit(batch);
            all.addAll(batch);
        }
        return all;
    }

    void commit(Collection<SourceRecord> records) {
        records.forEach(record -> task.commitRecord(record, null));
    }

    /** As a worker that writes in transactions, when one is committed. */
    void store(Collection<SourceRecord> records) {
        report(records);
        task.commit();
    }

    /** Kafka has the records. */
    void report(Collection<SourceRecord> records) {
        RecordMetadata somewhere = new RecordMetadata(new TopicPartition("any", 0), 0, 0, 0, 0, 0);
        records.forEach(record -> task.commitRecord(record, somewhere));
    }

    /** What the task shows under that name. */
    long metric(String metric) {
        try {
            return ((Number) ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("kafka.connect:type=plugins,connector=" + name + ",task=0"), metric))
                    .longValue();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    MqttSourceTask task() {
        return task;
    }

    static List<String> values(Collection<SourceRecord> records) {
        return records.stream()
                .map(record -> record.value() instanceof byte[] bytes
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : String.valueOf(record.value()))
                .toList();
    }

    @Override
    public void close() {
        task.stop();
    }
}
