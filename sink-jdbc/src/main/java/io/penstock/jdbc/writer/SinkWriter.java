package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.RecordException;
import io.penstock.common.error.TransientException;
import io.penstock.common.offset.PositionGate;
import io.penstock.common.offset.Redelivery;
import io.penstock.jdbc.config.BatchSettings;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.plan.RecordSize;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.plan.TooNarrow;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task does with its records: takes those that the ledger does not have, buffers them across calls, and writes them
 * when there are enough or they have waited long enough.
 *
 * <p>Invariants: a record passes its gate only when it is in the buffer or on its way to the dead letter queue, so a call that
 * ends in a {@code RetriableException} may be repeated with the same records, and the gate drops those that were taken. After
 * a failure that ends the task nothing is written any more.
 */
final class SinkWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SinkWriter.class);
    private static final long LOOK_INTERVAL_NANOS = 1_000_000_000;
    /** How often other sessions may come between a column and what it is to become. */
    private static final int MAX_RACES = 8;

    /** Connect gives a stopping task 5 s in all, and a rebalance waits for each of its members. */
    private static final Duration COMMIT_TIME = Duration.ofSeconds(3);

    private final SinkTaskContext context;
    private final BatchSettings settings;
    private final Session session;
    private final Ownership ownership;
    private final Tables tables;
    private final SinkBuffer buffer;
    private final Flusher flusher;
    private final ErrorRouter router;
    private final Outage outage;
    private final JdbcMetrics metrics;
    private final LongSupplier nanoTicker;
    private final Redelivery redelivery = new Redelivery();
    private final Set<TopicPartition> sought = new HashSet<>();
    private @Nullable RuntimeException broken;
    /** A flush has failed and is to be done again before anything more is taken. */
    private boolean owed;

    /** Bytes of the cells of the widest row so far: what a record needs is known only when it is a row. */
    private long widest;

    /** How long the last one took that succeeded. */
    private Duration lastFlush = Duration.ZERO;

    private boolean waiting;
    private long waitingSince;
    /** When a bad value last had its table looked at. */
    private long lookedAt;

    SinkWriter(
            SinkTaskContext context,
            BatchSettings settings,
            Session session,
            Ownership ownership,
            Tables tables,
            SinkBuffer buffer,
            Flusher flusher,
            ErrorRouter router,
            Outage outage,
            JdbcMetrics metrics,
            LongSupplier nanoTicker) {
        this.context = context;
        this.settings = settings;
        this.session = session;
        this.ownership = ownership;
        this.tables = tables;
        this.buffer = buffer;
        this.flusher = flusher;
        this.router = router;
        this.outage = outage;
        this.metrics = metrics;
        this.nanoTicker = nanoTicker;
        this.lookedAt = nanoTicker.getAsLong() - LOOK_INTERVAL_NANOS;
    }

    void open(Collection<TopicPartition> partitions) {
        ownership.assigned(partitions);
        redelivery.opened(partitions);
    }

    void close(Collection<TopicPartition> partitions) {
        buffer.drop(Set.copyOf(partitions));
        ownership.revoked(partitions);
        redelivery.closed(partitions);
    }

    /**
     * @throws RetriableException to get the same records again
     * @throws org.apache.kafka.connect.errors.ConnectException to fail the task
     */
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
        failIfBroken();
        outage.awaitTurn();
        try {
            ownership.claim();
            flusher.settle();
            flushIfDue();
            take(records);
            flushIfDue();
            outage.over();
            if (!waiting) {
                flusher.rest();
            }
        } catch (TransientException e) {
            metrics.retries.increment();
            throw outage.giveBack(outage.failed(e));
        } catch (RuntimeException e) {
            broken = e;
            throw e;
        }
        context.timeout(Math.max(1, untilDue().toMillis()));
    }

    private void failIfBroken() {
        if (broken != null) {
            throw broken;
        }
    }

    private void take(Collection<SinkRecord> records) {
        metrics.recordsReceived.add(records.size());
        sought.clear();
        for (SinkRecord record : records) {
            take(record);
        }
        if (records.isEmpty()) {
            seekUnconfirmed();
        }
        for (TopicPartition partition : sought) {
            Partition owned = ownership.find(partition);
            if (owned != null) {
                seek(owned);
            }
        }
    }

    private void take(SinkRecord record) {
        TopicPartition id = new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
        Partition partition = ownership.find(id);
        if (partition == null || sought.contains(id)) {
            // After a revocation Connect may still deliver what a renaming transform has hidden from it.
            return;
        }
        // A dead letter that is on its way takes memory too.
        long size = RecordSize.of(record);
        if (!buffer.hasRoomFor(size + widest) || router.pending() >= settings.maxRows()) {
            flush();
        }
        Placement placement = place(record);
        switch (partition.gate().admit(record)) {
            case ACCEPT -> accept(record, size, placement);
            case DISCARD -> {
                metrics.recordsDiscarded.increment();
                partition.gate().displacement().ifPresent(LOG::info);
            }
            case SEEK -> {
                sought.add(id);
                partition.gate().displacement().ifPresent(LOG::info);
            }
        }
    }

    /** Everything that may fail and be tried again comes before the gate. */
    private Placement place(SinkRecord record) {
        if (tables.passesOver(record)) {
            return new Placement.PassedOver();
        }
        try {
            buffer.finishRebinding();
            TableBatch batch = tables.of(record);
            return new Placement.Accepted(batch, bind(batch, record));
        } catch (RecordException e) {
            return new Placement.Refused(e);
        }
    }

    /** Each round makes one column wider, which may be needed for several of a record. */
    private Row bind(TableBatch batch, SinkRecord record) {
        TooNarrow last = null;
        int repeats = 0;
        while (true) {
            try {
                return bindAsItIs(batch, record);
            } catch (RecordException e) {
                if (!(e.getCause() instanceof TooNarrow narrow) || !tables.widens()) {
                    throw e;
                }
                // The column stays as narrow where a change of another session came between.
                repeats = narrow.isSame(last) ? repeats + 1 : 0;
                if (repeats > MAX_RACES) {
                    throw e;
                }
                last = narrow;
                Optional<String> refusal = tables.widen(batch, narrow);
                if (refusal.isPresent()) {
                    throw new RecordException(
                            JdbcError.VALUE_DOES_NOT_FIT,
                            "column \"" + narrow.column().name() + "\" ("
                                    + narrow.column().databaseType() + ") is too narrow for the record's value. "
                                    + refusal.get(),
                            e);
                }
                buffer.rebind();
            }
        }
    }

    /** A column that was widened since, as the dead letters' remedy says, takes what it did not. */
    private Row bindAsItIs(TableBatch batch, SinkRecord record) {
        try {
            return bindToLatest(batch, record);
        } catch (RecordException e) {
            if (e.code() != JdbcError.VALUE_DOES_NOT_FIT || !isTimeToLook() || !tables.changed(batch)) {
                throw e;
            }
            buffer.rebind();
            return bindToLatest(batch, record);
        }
    }

    private Row bindToLatest(TableBatch batch, SinkRecord record) {
        while (true) {
            Row row = tables.bind(batch, record);
            if (row != null) {
                return row;
            }
            buffer.rebind();
        }
    }

    /** Not for each of many bad records. */
    private boolean isTimeToLook() {
        long now = nanoTicker.getAsLong();
        if (now - lookedAt < LOOK_INTERVAL_NANOS) {
            return false;
        }
        lookedAt = now;
        return true;
    }

    private void accept(SinkRecord record, long size, Placement placement) {
        if (placement instanceof Placement.Accepted accepted) {
            long cells = RecordSize.ofCells(accepted.row());
            widest = Math.max(widest, cells);
            buffer.add(accepted.batch(), accepted.row(), size + cells);
            if (accepted.row().isNothing()) {
                metrics.recordsPassedOver.increment();
            }
        } else if (placement instanceof Placement.Refused refused) {
            router.route(record, refused.reason());
        } else {
            metrics.recordsPassedOver.increment();
        }
        if (!waiting) {
            waiting = true;
            waitingSince = nanoTicker.getAsLong();
        }
    }

    /** Records were dropped on faith and nothing more comes: has the consumer sent back to see whether the faith was right. */
    private void seekUnconfirmed() {
        for (Partition partition : ownership.partitions()) {
            if (partition.gate().unconfirmed()) {
                sought.add(partition.id());
            }
        }
    }

    private void seek(Partition partition) {
        long offset = partition.gate().seekOffset();
        LOG.info(
                "{}: the consumer is sent to offset {}; the ledger's next offset is {}",
                partition.id(),
                offset,
                partition.gate().nextOffset());
        context.offset(partition.id(), offset);
        partition.gate().sought();
    }

    private void flushIfDue() {
        if (owed || buffer.isFull() || (waiting && untilDue().isZero())) {
            flush();
        }
    }

    private void flush() {
        owed = true;
        long begun = nanoTicker.getAsLong();
        flusher.flush();
        lastFlush = Duration.ofNanos(nanoTicker.getAsLong() - begun);
        owed = false;
        waiting = false;
    }

    private Duration untilDue() {
        if (!waiting) {
            return settings.flushInterval();
        }
        Duration waited = Duration.ofNanos(nanoTicker.getAsLong() - waitingSince);
        Duration left = settings.flushInterval().minus(waited);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Writes what waits, and says what may be committed to the consumer group. Never throws: Connect would rewind and try for
     * ever; a failure that ends the task comes from the next {@code put}. What a database does not take in the time that Connect has
     * stays in the buffer, and the offset before it: the next {@code put} writes it, or the partition's next owner.
     *
     * @param consumed where Connect stands, by original partitions
     */
    Map<TopicPartition, OffsetAndMetadata> preCommit(Map<TopicPartition, OffsetAndMetadata> consumed) {
        // Where writes take long, to begin one here would only be to break it off.
        if (broken == null && waiting && !outage.isPausing() && lastFlush.compareTo(COMMIT_TIME) < 0) {
            session.hurry(COMMIT_TIME);
            try {
                flush();
                outage.over();
            } catch (TransientException e) {
                // Not counted against retry.timeout.ms: it may have been the haste alone. The put that comes next finds
                // out.
                metrics.commitFailures.increment();
                LOG.info(
                        "A flush was broken off while Connect asked for offsets; the next put does it: {}",
                        e.getMessage());
                context.timeout(1);
            } catch (RuntimeException e) {
                metrics.commitFailures.increment();
                LOG.error("A flush failed while Connect asked for offsets; the task fails with its next records", e);
                broken = e;
            } finally {
                session.takeTime();
            }
        }
        return committable(consumed);
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> consumed) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Partition partition : ownership.partitions()) {
            OffsetAndMetadata here = consumed.get(partition.id());
            PositionGate gate = partition.gate();
            if (here == null || !redelivery.isCountTrue(partition.id()) || !gate.settled()) {
                continue;
            }
            if (!partition.isAhead() && broken == null && router.pending() == 0) {
                // Everything delivered is durable; what is beyond the position are records that transforms dropped.
                offsets.put(partition.id(), new OffsetAndMetadata(here.offset()));
            } else if (partition.durable().hasOpinion()) {
                offsets.put(
                        partition.id(),
                        new OffsetAndMetadata(Math.min(partition.durable().nextOffset(), here.offset())));
            }
        }
        return offsets;
    }

    /** Where an admitted record goes. */
    private sealed interface Placement {

        record Accepted(TableBatch batch, Row row) implements Placement {}

        record Refused(RecordException reason) implements Placement {}

        /** Only its offset counts. */
        record PassedOver() implements Placement {}
    }
}
