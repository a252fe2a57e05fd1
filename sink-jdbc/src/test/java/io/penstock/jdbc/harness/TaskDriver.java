package io.penstock.jdbc.harness;

import io.penstock.jdbc.JdbcSinkTask;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;

/** One task, called in the order in which a worker calls it. */
public final class TaskDriver implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeSinkTaskContext context = new FakeSinkTaskContext();
    private final JdbcSinkTask task = new JdbcSinkTask();
    private final Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>();
    /** Counted as consumed by the next put that succeeds; like a worker's, not cleared of partitions that are revoked before. */
    private final Map<TopicPartition, OffsetAndMetadata> delivered = new HashMap<>();

    private List<SinkRecord> undelivered = List.of();

    private TaskDriver(Map<String, String> props, boolean deadLetterQueue) {
        if (!deadLetterQueue) {
            context.withoutDeadLetterQueue();
        }
        task.initialize(context);
        task.start(props);
    }

    public static TaskDriver start(Map<String, String> props, TopicPartition... partitions) {
        return opened(new TaskDriver(props, true), partitions);
    }

    public static TaskDriver startWithoutDeadLetterQueue(Map<String, String> props, TopicPartition... partitions) {
        return opened(new TaskDriver(props, false), partitions);
    }

    private static TaskDriver opened(TaskDriver driver, TopicPartition... partitions) {
        driver.open(partitions);
        return driver;
    }

    public FakeSinkTaskContext context() {
        return context;
    }

    public void open(TopicPartition... partitions) {
        task.open(Set.of(partitions));
        for (TopicPartition partition : partitions) {
            consumed.put(partition, new OffsetAndMetadata(0));
        }
    }

    /** One call, as it is. */
    public void putOnce(List<SinkRecord> records) {
        undelivered = records;
        for (SinkRecord record : records) {
            TopicPartition partition = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
            delivered.put(partition, new OffsetAndMetadata(record.originalKafkaOffset() + 1));
        }
        task.put(records);
        undelivered = List.of();
        consumed.putAll(delivered);
        delivered.clear();
    }

    /** What the last call gave back and a worker delivers again, less what it withdrew by the names that transforms gave. */
    public List<SinkRecord> undelivered() {
        return undelivered;
    }

    /** As often as the task wants the same records again. */
    public void put(List<SinkRecord> records) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                putOnce(records);
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("no success within " + PATIENCE, e);
                }
                pause(context.takeTimeout());
            }
        }
    }

    public void put(SinkRecord... records) {
        put(Arrays.asList(records));
    }

    /** What a worker does every offset.flush.interval.ms, and before it closes partitions. */
    public Map<TopicPartition, OffsetAndMetadata> commit() {
        return task.preCommit(Map.copyOf(consumed));
    }

    /** A commit that must have written everything, after as many attempts as it needs. */
    public void flush() {
        commit();
        put(List.of());
        commit();
    }

    public void revoke(TopicPartition... partitions) {
        task.preCommit(Map.copyOf(consumed));
        close(partitions);
    }

    /** Without a commit before it, as when the group has moved on. */
    public void lose(TopicPartition... partitions) {
        close(partitions);
        delivered.keySet().removeAll(Set.of(partitions));
    }

    private void close(TopicPartition... partitions) {
        task.close(Set.of(partitions));
        consumed.keySet().removeAll(Set.of(partitions));
        undelivered = undelivered.stream()
                .filter(record ->
                        !Set.of(partitions).contains(new TopicPartition(record.topic(), record.kafkaPartition())))
                .toList();
    }

    @Override
    public void close() {
        task.stop();
    }

    @SuppressWarnings("ThreadSleep") // stands for the worker's poll
    private static void pause(long millis) {
        try {
            Thread.sleep(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
