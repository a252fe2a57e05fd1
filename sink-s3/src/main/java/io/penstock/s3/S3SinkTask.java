package io.penstock.s3;

import io.penstock.common.lifecycle.Version;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.store.S3ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;
import org.jspecify.annotations.Nullable;

/** The task as Connect calls it, on one thread: hands everything to a {@link StartedTask}. */
public final class S3SinkTask extends SinkTask {

    private final Function<S3SinkConfig, ObjectStore> stores;
    private final LongSupplier ticker;
    private final Clock clock;
    private final UnaryOperator<Duration> waiting;
    private @Nullable StartedTask started;

    public S3SinkTask() {
        this(S3SinkTask::store, System::nanoTime, Clock.systemUTC(), UnaryOperator.identity());
    }

    /** The store that is configured, by the machine's clock. */
    static ObjectStore store(S3SinkConfig config) {
        return S3ObjectStore.open(config.store(), config.objects(), Clock.systemUTC(), System::nanoTime);
    }

    S3SinkTask(
            Function<S3SinkConfig, ObjectStore> stores,
            LongSupplier ticker,
            Clock clock,
            UnaryOperator<Duration> waiting) {
        this.stores = stores;
        this.ticker = ticker;
        this.clock = clock;
        this.waiting = waiting;
    }

    @Override
    public String version() {
        return Version.of(S3SinkTask.class);
    }

    @Override
    public void start(Map<String, String> props) {
        started = new StartedTask(props, context, stores, ticker, clock, waiting);
    }

    @Override
    public void open(Collection<TopicPartition> partitions) {
        started().open(partitions);
    }

    @Override
    public void put(Collection<SinkRecord> records) {
        started().put(records);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> currentOffsets) {
        return started().safeOffsets(currentOffsets);
    }

    @Override
    public void close(Collection<TopicPartition> partitions) {
        if (started != null) {
            started.close(partitions);
        }
    }

    @Override
    public void stop() {
        if (started != null) {
            started.close();
            started = null;
        }
    }

    StartedTask started() {
        if (started == null) {
            throw new IllegalStateException("the task is not started");
        }
        return started;
    }
}
