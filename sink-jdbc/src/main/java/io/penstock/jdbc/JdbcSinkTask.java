package io.penstock.jdbc;

import io.penstock.common.lifecycle.Version;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialects;
import io.penstock.jdbc.writer.JdbcMetrics;
import io.penstock.jdbc.writer.StartedSink;
import java.util.Collection;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** What Connect calls, on one thread; everything is done by {@link StartedSink}. */
public final class JdbcSinkTask extends SinkTask {

    private @Nullable StartedSink started;

    @Override
    public void start(Map<String, String> props) {
        JdbcSinkConfig config = JdbcSinkConfig.parse(props);
        int task = Integer.parseInt(props.getOrDefault(JdbcSinkConnector.TASK_NUMBER, "0"));
        started = new StartedSink(
                config,
                Dialects.of(config.connection().url(), config.writeMethod()),
                context,
                JdbcMetrics.open(context, config.name(), task),
                System::nanoTime,
                RandomGenerator.getDefault());
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        running().open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        running().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
        return running().preCommit(currentOffsets);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        running().close(partitions);
    }

    @Override
    public void stop() {
        StartedSink stopping = started;
        started = null;
        if (stopping != null) {
            stopping.close();
        }
    }

    @Override
    public String version() {
        return Version.of(JdbcSinkTask.class);
    }

    private StartedSink running() {
        if (started == null) {
            throw new IllegalStateException("the task is not started");
        }
        return started;
    }
}
