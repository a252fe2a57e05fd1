package io.penstock.bench.plugin;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/** What a sink task may ask for, as far as a benchmark needs it. */
final class TaskContext implements SinkTaskContext {

    private long timeout;

    /** The pause that the task last asked for; at least a millisecond. */
    long takeTimeout() {
        long asked = Math.max(1, timeout);
        timeout = 0;
        return asked;
    }

    @Override
    public void timeout(long timeoutMs) {
        timeout = timeoutMs;
    }

    @Override
    public void offset(Map<TopicPartition, Long> offsets) {
        throw new IllegalStateException("a task went to other offsets: " + offsets);
    }

    @Override
    public void offset(TopicPartition partition, long offset) {
        offset(Map.of(partition, offset));
    }

    @Override
    public Map<String, String> configs() {
        return Map.of();
    }

    @Override
    public Set<TopicPartition> assignment() {
        return Set.of();
    }

    @Override
    public void pause(TopicPartition... partitions) {
        // There is no consumer.
    }

    @Override
    public void resume(TopicPartition... partitions) {
        // There is no consumer.
    }

    @Override
    public void requestCommit() {
        // The driver commits when the round says so.
    }

    @Override
    public @Nullable ErrantRecordReporter errantRecordReporter() {
        return null;
    }

    /** None, as on workers below 4.1: tasks then use JMX, or nothing. */
    @Override
    public @Nullable PluginMetrics pluginMetrics() {
        return null;
    }
}
