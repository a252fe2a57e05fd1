package io.penstock.s3;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What a task tells Connect, kept for the test to act on. */
final class FakeSinkTaskContext implements SinkTaskContext {

    /** A dead letter with its reason. */
    record DeadLetter(SinkRecord record, Throwable reason) {}

    final Map<TopicPartition, Long> seeks = new HashMap<>();
    final Set<TopicPartition> assignment = new HashSet<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    long timeoutMs = -1;
    int commitRequests;
    boolean hasDeadLetterQueue = true;

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        seeks.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition tp, long offset) {
        seeks.put(tp, offset);
    }

    @Override
    public void timeout(long timeoutMs) {
        this.timeoutMs = timeoutMs;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return assignment;
    }

    @Override
    public void pause(TopicPartition... partitions) {
        throw new UnsupportedOperationException("the sink does not pause");
    }

    @Override
    public void resume(TopicPartition... partitions) {
        throw new UnsupportedOperationException("the sink does not resume");
    }

    @Override
    public void requestCommit() {
        commitRequests++;
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        if (!hasDeadLetterQueue) {
            return null;
        }
        return (record, reason) -> {
            deadLetters.add(new DeadLetter(record, reason));
            return CompletableFuture.completedFuture(null);
        };
    }
}
