package io.penstock.jdbc.writer;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.error.ErrorRouter;
import io.penstock.common.lifecycle.Closer;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialect;
import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** A started task: all its parts, put together once. Starting does no I/O; the first {@code put} connects. */
public final class StartedSink implements AutoCloseable {

    private final Closer closer = new Closer();
    private final SinkWriter writer;

    /**
     * @param metrics closed with this
     * @param nanoTicker for intervals and budgets
     * @param random for jitter
     */
    public StartedSink(
            JdbcSinkConfig config,
            Dialect dialect,
            SinkTaskContext context,
            JdbcMetrics metrics,
            LongSupplier nanoTicker,
            RandomGenerator random) {
        closer.register(metrics);
        Session session = closer.register(new Session(dialect, config.connection(), nanoTicker));
        ErrorRouter router = new ErrorRouter(context.errantRecordReporter(), metrics.recordsErrant);
        Ledger ledger = config.guarantee() == DeliveryGuarantee.EXACTLY_ONCE
                ? new ExactlyOnceLedger(session, config.ledger(), metrics)
                : new NoLedger(session, config.ledger());
        Ownership ownership = new Ownership(ledger, config.witnessCheck());
        Tables tables = new Tables(session, config, nanoTicker);
        SinkBuffer buffer = new SinkBuffer(tables, router, config.batch());
        metrics.buffer(buffer::rows, buffer::bytes);
        Flusher flusher = new Flusher(session, config, ledger, ownership, buffer, router, metrics, nanoTicker);
        Outage outage = new Outage(
                context,
                new BackoffPolicy(config.retry().initial(), config.retry().max(), random),
                new RetryBudget(config.retry().timeout(), nanoTicker),
                nanoTicker);
        this.writer = new SinkWriter(
                context,
                config.batch(),
                session,
                ownership,
                tables,
                buffer,
                flusher,
                router,
                outage,
                metrics,
                nanoTicker);
    }

    public void open(Collection<TopicPartition> partitions) {
        writer.open(partitions);
    }

    public void close(Collection<TopicPartition> partitions) {
        writer.close(partitions);
    }

    public void put(Collection<SinkRecord> records) {
        writer.put(records);
    }

    public Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        return writer.preCommit(consumed);
    }

    @Override
    public void close() {
        closer.close();
    }
}
