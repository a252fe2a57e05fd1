package io.penstock.s3;

import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.TransientException;
import io.penstock.common.lifecycle.Closer;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.common.offset.Redelivery;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.MeteredObjectStore;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.writer.Nonces;
import io.penstock.s3.writer.Outage;
import io.penstock.s3.writer.SinkMetrics;
import io.penstock.s3.writer.SinkWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running task: the writer, and what turns its failures into Connect's terms. Does no I/O until the first put. Confined to
 * the task's thread.
 */
final class StartedTask implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartedTask.class);

    private final Closer closer = new Closer();
    private final SinkTaskContext context;
    private final SinkWriter writer;
    private final Outage outage;
    private final Redelivery redelivery = new Redelivery();

    /**
     * @param stores opens the store; closed with the task
     * @param ticker nanoseconds
     * @param clock of the wall
     * @param waiting how long to wait by the machine's clock where the writer would wait that long for claims
     */
    StartedTask(
            Map<String, String> props,
            SinkTaskContext context,
            Function<S3SinkConfig, ObjectStore> stores,
            LongSupplier ticker,
            Clock clock,
            UnaryOperator<Duration> waiting) {
        S3SinkConfig config = S3SinkConfig.parse(props);
        this.context = context;
        SecureRandom random = new SecureRandom();
        int task = TaskNumber.of(props);
        try {
            TaskMetrics metrics = closer.register(
                    TaskMetrics.open(context, FrameworkConfig.connectorName(props), task, SinkMetrics.DECLARED));
            SinkMetrics counters = SinkMetrics.of(metrics);
            MeteredObjectStore store = new MeteredObjectStore(
                    closer.register(stores.apply(config)), counters.requests(), counters.retries());
            this.writer = new SinkWriter(
                    config,
                    store,
                    new SinkWriter.Environment(
                            config.connector() + "-" + task,
                            new Nonces(random),
                            ticker,
                            clock,
                            context::offset,
                            context::requestCommit,
                            new ErrorRouter(context.errantRecordReporter(), counters.errant()),
                            counters,
                            waiting));
            SinkMetrics.gauges(metrics, writer.budget()::used, writer::spilled, writer::openFiles);
            this.outage = new Outage(
                    new BackoffPolicy(config.backoffInitial(), config.backoffMax(), random),
                    new RetryBudget(config.retryLimit(), ticker),
                    writer::headway);
        } catch (RuntimeException | Error e) {
            closer.close(); // nobody will call stop() on what has not started
            throw e;
        }
        LOG.info(
                "S3 sink task {} of {} writes to {}, {}",
                task,
                config.connector(),
                config.store().where(),
                config.guarantee());
    }

    void open(Collection<TopicPartition> partitions) {
        writer.open(partitions);
        redelivery.opened(partitions);
    }

    /** @throws RetriableException when the store is slow or out of reach for the moment; what was taken is kept, and known again */
    void put(Collection<SinkRecord> records) {
        Collection<SinkRecord> own = redelivery.begin(records);
        try {
            write(own);
        } catch (RetriableException e) {
            redelivery.givenBack(records);
            throw e;
        }
        redelivery.taken(records);
    }

    private void write(Collection<SinkRecord> records) {
        boolean taken;
        try {
            taken = writer.put(records, redelivery.isAgain());
        } catch (TransientException e) {
            Duration pause = outage.failed(e);
            LOG.warn(
                    "The store did not do what was asked, next attempt in {} ms: {}", pause.toMillis(), e.getMessage());
            context.timeout(pause.toMillis());
            throw new RetriableException(e.getMessage(), e);
        }
        if (!taken) {
            comeBackAtOnceWith(records);
            return;
        }
        outage.over();
        // Without it an idle partition's put, and so its flush by age, could be a minute away.
        writer.untilOverdue().ifPresent(left -> context.timeout(Math.max(1, left.toMillis())));
    }

    /** Connect looks in between whether the task is to stop or the group has changed, which a put that waits would keep it from. */
    private void comeBackAtOnceWith(Collection<SinkRecord> records) {
        context.timeout(1);
        if (!records.isEmpty()) {
            throw new RetriableException(
                    "the store answers slowly: partitions are still being claimed, or files written; this put goes on in"
                            + " the next");
        }
    }

    /** @param consumed where Connect stands */
    Map<TopicPartition, OffsetAndMetadata> safeOffsets(Map<TopicPartition, OffsetAndMetadata> consumed) {
        Map<TopicPartition, OffsetAndMetadata> believed = new HashMap<>(consumed);
        believed.keySet().removeIf(partition -> !redelivery.isCountTrue(partition));
        return writer.safeOffsets(believed);
    }

    SinkWriter writer() {
        return writer;
    }

    void close(Collection<TopicPartition> partitions) {
        writer.close(partitions);
        redelivery.closed(partitions);
    }

    @Override
    public void close() {
        try {
            writer.closeAll();
        } finally {
            closer.close();
        }
    }
}
