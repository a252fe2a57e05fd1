package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.error.GivenUp;
import io.penstock.s3.restore.Archive.Opened;
import io.penstock.s3.restore.PartitionReplay.Position;
import io.penstock.s3.store.ArchiveStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running restore: one partition after the other, each in the order of its offsets; then the bucket is listed again. Each record's
 * source offset says all that is needed to go on after it. Confined to the task's thread.
 *
 * <p>Invariant: a poll works for one {@link Turn} at most, beside the request or the block that it is at, and the next one goes on where
 * it was: Connect stops a task, and heeds a rebalance, between polls only.
 */
public final class StartedRestore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StartedRestore.class);
    private static final int BATCH_RECORDS = 1_000;
    private static final long BATCH_BYTES = 4L * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final S3RestoreConfig config;
    private final ArchiveStore store;
    private final SourceTaskContext context;
    private final LongSupplier ticker;
    private final PatientStore patient;
    private final ArchiveNotes notes = new ArchiveNotes();
    private final Archive archive;
    private final ConverterFit fit;
    private final BackoffPolicy backoff;
    private final RetryBudget outage;
    private final Progress progress;
    private final Map<TopicPartition, Position> positions = new HashMap<>();
    private @Nullable Opened opened;
    private @Nullable Running running;
    private long nextStep;
    /** Of the partition that is replayed, the fewest files that were left to open at any time. */
    private int fewestLeft = Integer.MAX_VALUE;

    private @Nullable FatalException failure;

    /** A partition that is being replayed. */
    private record Running(TopicPartition partition, String target, Map<String, String> key, PartitionReplay replay) {}

    /**
     * @param store closed with the task
     * @param number of the task, from 0
     * @param tasks how many share the partitions
     * @param ticker nanoseconds
     * @param random for jitter
     */
    public StartedRestore(
            S3RestoreConfig config,
            ArchiveStore store,
            SourceTaskContext context,
            int number,
            int tasks,
            LongSupplier ticker,
            RandomGenerator random) {
        this.config = config;
        this.store = store;
        this.context = context;
        this.ticker = ticker;
        this.backoff = new BackoffPolicy(config.backoffInitial(), config.backoffMax(), random);
        this.outage = new RetryBudget(config.retryLimit(), ticker);
        this.patient = new PatientStore(store, backoff, ticker);
        this.progress = new Progress(ticker);
        this.archive = new Archive(config, new Archive.Share(number, tasks), patient, notes, progress, ticker);
        this.fit = new ConverterFit(config.converters());
        this.nextStep = ticker.getAsLong();
        LOG.info(
                "Restore task {} of {} reads {} from {}",
                number,
                config.connector(),
                config.files().keySet(),
                config.store().where());
    }

    /** @return null where there is nothing to replay now */
    public @Nullable List<SourceRecord> poll() {
        FatalException met = failure;
        if (met != null) {
            throw met;
        }
        long wait = toWait();
        if (wait > 0) {
            patient.await(shorter(Duration.ofNanos(wait)));
            return null;
        }
        try {
            List<SourceRecord> batch = batch(new Turn(ticker));
            return batch.isEmpty() ? null : batch;
        } catch (TransientException e) {
            int before = outage.failed();
            if (outage.exhausted()) {
                throw GivenUp.after(before + 1, outage.elapsed(), e);
            }
            Duration pause = backoff.delay(before);
            LOG.warn(
                    "The store did not do what was asked, next attempt in {} ms: {}", pause.toMillis(), e.getMessage());
            nextStep = ticker.getAsLong() + pause.toNanos();
            return null;
        }
    }

    /** Nanoseconds until there is something to do. */
    private long toWait() {
        return nextStep - ticker.getAsLong();
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }

    private List<SourceRecord> batch(Turn turn) {
        List<SourceRecord> batch = new ArrayList<>();
        long bytes = 0;
        try {
            do {
                Running current = running();
                ArchivedRecord record =
                        current == null ? null : current.replay().next(turn::isOver);
                if (current != null && record != null) {
                    fit.check(record);
                    batch.add(sourceRecord(current, record));
                    bytes += record.bytes();
                    positions.put(current.partition(), current.replay().position());
                }
                if (current == null || record != null || hasComeFurther(current)) {
                    outage.reset();
                }
                if (current != null && record == null && current.replay().isFinished()) {
                    done(current);
                }
            } while (batch.size() < BATCH_RECORDS && bytes < BATCH_BYTES && toWait() <= 0 && !turn.isOver());
            if (running != null) {
                progress.replaying(running.partition(), running.replay());
            }
        } catch (FatalException e) {
            if (batch.isEmpty()) {
                throw e;
            }
            failure = e; // once what is whole before it is handed on
        } catch (TransientException e) {
            startOver(); // from the last record that was handed on
            if (batch.isEmpty()) {
                throw e;
            }
        }
        return batch;
    }

    /** Reading again what was passed over already is no progress: the outage that made it necessary may go on behind it. */
    private boolean hasComeFurther(Running one) {
        int left = one.replay().filesLeft();
        boolean further = left < fewestLeft || one.replay().isFinished();
        fewestLeft = Math.min(fewestLeft, left);
        return further;
    }

    /** The partition that is replayed now; null where a step was gone towards the next one. */
    private @Nullable Running running() {
        if (running == null && opened == null) {
            if (archive.isOver()) {
                endLook();
            } else {
                opened = archive.step().orElse(null);
            }
        }
        if (running == null && opened != null) {
            running = begun(opened);
        }
        return running;
    }

    private void endLook() {
        nextStep = ticker.getAsLong() + archive.end().toNanos();
    }

    private Running begun(Opened partition) {
        Map<String, String> key = ReplayedPartition.key(config, partition.partition());
        String target = config.targetOf(partition.partition().topic());
        Position position =
                positions.computeIfAbsent(partition.partition(), unused -> kept(partition.partition(), target, key));
        return new Running(
                partition.partition(), target, key, archive.replay(partition.partition(), partition.files(), position));
    }

    private Position kept(TopicPartition partition, String target, Map<String, String> key) {
        Position kept = ReplayedPartition.position(context.offsetStorageReader().offset(key));
        if (kept.offset() >= 0) {
            LOG.info(
                    "{}: goes on to {} after offset {}, which Connect has kept; to begin anew, stop the connector and"
                            + " DELETE /connectors/{}/offsets",
                    partition,
                    target,
                    kept.offset(),
                    config.connector());
        }
        return kept;
    }

    /** What was read is read again, from the last record that was handed on; which files there are is still known. */
    private void startOver() {
        if (running != null) {
            running.replay().close();
            running = null;
        }
    }

    private void done(Running one) {
        positions.put(one.partition(), one.replay().position());
        notes.done(one.partition(), one.target(), one.replay().position().offset());
        startOver();
        fewestLeft = Integer.MAX_VALUE;
        if (opened != null) {
            archive.settled(opened);
        }
        opened = null;
    }

    private static SourceRecord sourceRecord(Running to, ArchivedRecord record) {
        return new SourceRecord(
                to.key(),
                ReplayedPartition.offset(to.replay().position()),
                to.target(),
                record.partition(),
                record.keySchema(),
                record.key(),
                record.valueSchema(),
                record.value(),
                record.timestamp(),
                record.headers());
    }

    @Override
    public void close() {
        patient.stop();
        startOver();
        archive.close();
        store.close();
    }
}
