package io.penstock.s3;

import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.S3ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Drives one task as Connect's WorkerSinkTask does: seeks before it polls, delivers the same batch again after a
 * RetriableException, and commits what {@code preCommit} says.
 */
final class Worker {

    static final int BATCH = 10;

    /**
     * As long as a busy machine needs for claims that nobody holds up. What the ticker leaves nothing of, stays nothing: the
     * histories have claims that go on beyond a put.
     */
    static final UnaryOperator<Duration> PATIENTLY =
            patience -> patience.isZero() ? patience : patience.plusSeconds(60);

    /** For claims that the test holds up. */
    static final UnaryOperator<Duration> BRIEFLY = patience -> Duration.ofMillis(300);

    final FakeSinkTaskContext context = new FakeSinkTaskContext();
    final AtomicLong nanos = new AtomicLong();
    /** The wall's; begins at a quarter past noon, and goes with {@link #nanos}. */
    final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("the sink knows its zones");
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-11-22T12:15:00Z").plusNanos(nanos.get());
        }
    };

    /** How long a put waits for claims by the machine's clock; all else goes by {@link #nanos}. */
    volatile UnaryOperator<Duration> waiting = PATIENTLY;

    final FaultyStore store;
    final S3SinkTask task;
    final Map<TopicPartition, Long> group;
    int retriable;
    /** What a transform calls all topics; null without one. */
    @Nullable
    String renamed;

    /** Partitions whose leader answers no fetch. */
    final Set<TopicPartition> silent = new HashSet<>();

    private final Map<TopicPartition, List<SinkRecord>> log;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    /** As Connect counts: what was delivered in a put that succeeded. */
    private final Map<TopicPartition, Long> consumed = new HashMap<>();

    /** Counted as consumed by the next put that succeeds; like Connect's, not cleared of partitions that are revoked before. */
    private final Map<TopicPartition, Long> delivered = new HashMap<>();

    private @Nullable List<SinkRecord> undelivered;

    /** @param group the consumer group's committed offsets, shared by the workers of one test */
    Worker(Map<String, String> props, Map<TopicPartition, List<SinkRecord>> log, Map<TopicPartition, Long> group) {
        this(props, log, group, log.keySet());
    }

    /** @param assigned what it begins with */
    Worker(
            Map<String, String> props,
            Map<TopicPartition, List<SinkRecord>> log,
            Map<TopicPartition, Long> group,
            Collection<TopicPartition> assigned) {
        this(props, log, group, assigned, new FaultyStore(opened(S3SinkConfig.parse(props))));
    }

    /** The same with a store of the test's own. */
    Worker(
            Map<String, String> props,
            Map<TopicPartition, List<SinkRecord>> log,
            Map<TopicPartition, Long> group,
            Collection<TopicPartition> assigned,
            FaultyStore store) {
        this.log = log;
        this.group = group;
        this.store = store;
        this.task = new S3SinkTask(config -> store, nanos::get, clock, patience -> waiting.apply(patience));
        task.initialize(context);
        task.start(props);
        open(assigned);
    }

    private static S3ObjectStore opened(S3SinkConfig config) {
        return S3ObjectStore.open(config.store(), config.objects(), Clock.systemUTC(), System::nanoTime);
    }

    void open(Collection<TopicPartition> partitions) {
        context.assignment.addAll(partitions);
        partitions.forEach(partition -> positions.put(partition, group.getOrDefault(partition, 0L)));
        partitions.forEach(partition -> consumed.put(partition, group.getOrDefault(partition, 0L)));
        task.open(partitions);
    }

    /** One round of poll and put; @return whether there was anything to deliver. */
    boolean poll() {
        rewind();
        List<SinkRecord> batch = undelivered;
        if (batch == null) {
            batch = fetch();
            batch.forEach(record -> delivered.put(
                    new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
                    record.originalKafkaOffset() + 1));
        }
        try {
            task.put(batch);
            undelivered = null;
            consumed.putAll(delivered);
            delivered.clear();
        } catch (RetriableException e) {
            retriable++;
            undelivered = batch;
            return true;
        }
        return !batch.isEmpty() || !context.seeks.isEmpty();
    }

    private void rewind() {
        context.seeks.forEach(positions::replace);
        context.seeks.forEach(consumed::replace);
        context.seeks.clear();
    }

    private List<SinkRecord> fetch() {
        List<SinkRecord> batch = new ArrayList<>();
        for (TopicPartition partition : context.assignment) {
            if (silent.contains(partition)) {
                continue;
            }
            long position = positions.getOrDefault(partition, 0L);
            List<SinkRecord> next = log.getOrDefault(partition, List.of()).stream()
                    .filter(record -> record.originalKafkaOffset() >= position)
                    .limit(BATCH)
                    .map(this::fetched)
                    .toList();
            batch.addAll(next);
            if (!next.isEmpty()) {
                positions.put(partition, next.get(next.size() - 1).originalKafkaOffset() + 1);
            }
        }
        return batch;
    }

    /** Another object each time. */
    private SinkRecord fetched(SinkRecord record) {
        return record.newRecord(
                renamed == null ? record.topic() : renamed,
                record.kafkaPartition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    /** Polls until everything is delivered. */
    void drain() {
        int rounds = 0;
        while (poll()) {
            if (++rounds > 10_000) {
                throw new AssertionError("the task never takes all records");
            }
        }
    }

    /** Lets files reach their greatest age, and flushes them. */
    void age(long millis) {
        nanos.addAndGet(millis * 1_000_000);
        drain();
    }

    void commit() {
        safeOffsets().forEach((partition, offset) -> group.put(partition, offset.offset()));
    }

    private Map<TopicPartition, OffsetAndMetadata> safeOffsets() {
        Map<TopicPartition, OffsetAndMetadata> current = new HashMap<>();
        consumed.forEach((partition, offset) -> current.put(partition, new OffsetAndMetadata(offset)));
        return task.preCommit(current);
    }

    /** What Connect may commit of a partition; -1 where the task has no opinion. */
    long safeOffset(TopicPartition partition) {
        OffsetAndMetadata offset = safeOffsets().get(partition);
        return offset == null ? -1 : offset.offset();
    }

    /** As when partitions are taken away in good order. */
    void revoke(Set<TopicPartition> partitions) {
        commit();
        withdraw(partitions);
    }

    /** As after a lost partition: without a commit, and what was to be delivered again of it is forgotten. */
    void close(Set<TopicPartition> partitions) {
        withdraw(partitions);
        delivered.keySet().removeAll(partitions);
    }

    /** A rebalance of the eager kind, of which these are the task's again. */
    void rebalance() {
        Set<TopicPartition> all = Set.copyOf(context.assignment);
        revoke(all);
        open(all);
    }

    /** Withdraws records by the names that transforms gave them. */
    private void withdraw(Set<TopicPartition> partitions) {
        rewind();
        task.close(partitions);
        context.assignment.removeAll(partitions);
        consumed.keySet().removeAll(partitions);
        List<SinkRecord> batch = undelivered;
        if (batch != null) {
            List<SinkRecord> left = batch.stream()
                    .filter(record -> !partitions.contains(new TopicPartition(record.topic(), record.kafkaPartition())))
                    .toList();
            undelivered = left.isEmpty() ? null : left;
        }
    }

    void stop() {
        task.close(List.copyOf(context.assignment));
        task.stop();
    }
}
