package io.penstock.jdbc.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What Connect gives a sink task, with the dead letters and seeks that the task asked for. */
public final class FakeSinkTaskContext implements SinkTaskContext {

    /** A record that the task has reported. */
    public record DeadLetter(SinkRecord record, Throwable reason) {}

    private final List<DeadLetter> deadLetters = Collections.synchronizedList(new ArrayList<>());
    private final Map<TopicPartition, Long> seeks = new HashMap<>();
    private final Set<TopicPartition> assignment = new HashSet<>();
    private boolean deadLetterQueue = true;
    private Future<Void> nextReport = CompletableFuture.completedFuture(null);
    private long timeout = -1;

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    public Map<TopicPartition, Long> seeks() {
        return seeks;
    }

    public void withoutDeadLetterQueue() {
        deadLetterQueue = false;
    }

    /** What the reporter answers from now on. */
    public void reportsAnswer(Future<Void> answer) {
        nextReport = answer;
    }

    /** The pause that the task last asked for, in milliseconds; -1 where none. */
    public long takeTimeout() {
        long asked = timeout;
        timeout = -1;
        return asked;
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        seeks.putAll(offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        seeks.put(partition, offset);
    }

    @Override
    public void timeout(long timeoutMs) {
        timeout = timeoutMs;
    }

    @Override
    public Set<TopicPartition> assignment() {
        return assignment;
    }

    @Override
    public void pause(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void resume(TopicPartition... partitions) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requestCommit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        if (!deadLetterQueue) {
            return null;
        }
        return (record, error) -> {
            deadLetters.add(new DeadLetter(record, error));
            return nextReport;
        };
    }
}
