package io.penstock.s3.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.TransientException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SpillSpace;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All partitions of one task under one memory budget. A {@code put} that throws a TransientException may be repeated with the
 * same records: what was taken is recognised by its offset. Confined to the task's thread.
 */
public final class SinkWriter {

    private static final Logger LOG = LoggerFactory.getLogger(SinkWriter.class);

    /** The share of the memory that is spilled at a time. */
    private static final long SPILL_SHARE = 8;

    private final S3SinkConfig config;
    private final ObjectStore store;
    private final Environment environment;
    private final Pace pace;
    private final Headway headway = new Headway();
    private final MemoryBudget budget;
    private final SpillSpace spill;
    private final FileStarter starter;
    private final PartitionWriter.Shared shared;
    private final ConditionalPutProbe probe;
    private final Claims claims;
    private final Abreast abreast;
    private final Map<TopicPartition, PartitionWriter> writers = new LinkedHashMap<>();
    private volatile int openFiles;

    /**
     * What the writer has from its task.
     *
     * @param writer who writes, for people who read the chain: connector and task
     * @param nonces unique among all writers of the bucket
     * @param ticker nanoseconds, for ages
     * @param clock of the wall, for layouts and schedules
     * @param seek {@code SinkTaskContext.offset}
     * @param requestCommit {@code SinkTaskContext.requestCommit}
     * @param waiting how long the task's thread waits by the machine's clock where it would wait that long for claims
     */
    public record Environment(
            String writer,
            Supplier<String> nonces,
            LongSupplier ticker,
            Clock clock,
            BiConsumer<TopicPartition, Long> seek,
            Runnable requestCommit,
            ErrorRouter errors,
            SinkMetrics metrics,
            UnaryOperator<Duration> waiting) {}

    public SinkWriter(S3SinkConfig config, ObjectStore store, Environment environment) {
        this.config = config;
        this.store = store;
        this.environment = environment;
        this.pace = new Pace(Waits.PUT, environment.ticker());
        this.budget = new MemoryBudget(config.bufferBytes());
        this.spill = config.spill()
                .map(where -> SpillSpace.in(where.directory(), where.bytes(), environment.ticker()))
                .orElseGet(SpillSpace::off);
        FormatWriter format = config.files().format().open(budget);
        this.starter = new FileStarter(
                config.connector(),
                config.files(),
                format,
                config.guarantee(),
                store,
                budget,
                spill,
                pace,
                headway,
                environment.nonces(),
                environment.ticker());
        long largest = config.files().format().largestRecord(config.bufferBytes());
        Incoming incoming = new Incoming(
                format,
                new Scratch((int) Math.min(Integer.MAX_VALUE - 64, largest)),
                config.files().schemaChange(),
                config.nullValues(),
                config.files().layout().partitioner(environment.clock()),
                config.rotatesBy(),
                environment.clock());
        this.shared = new PartitionWriter.Shared(
                incoming,
                environment.errors(),
                environment.metrics(),
                this::makeRoom,
                new InlineLimit(
                        config.inlineBytes(),
                        () -> (config.bufferBytes() + spill.usable())
                                / config.files().partSize()),
                this::closing,
                environment.ticker(),
                environment.clock(),
                environment.seek(),
                environment.requestCommit());
        this.probe = new ConditionalPutProbe(store, config.ledgerId(), environment.nonces());
        this.claims = new Claims(
                new TopicListings(store, config.ledgerId(), config.claimConcurrency()),
                config.claimConcurrency(),
                environment.waiting(),
                "penstock-claim-" + environment.writer());
        this.abreast = new Abreast(config.uploadConcurrency(), "penstock-upload-" + environment.writer());
    }

    private Pace closing() {
        return new Pace(Waits.CLOSING, environment.ticker());
    }

    /** Takes partitions on; the claims are made in the next put, since a failure here would fail the task. */
    public void open(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            writers.computeIfAbsent(partition, this::writer);
        }
    }

    private PartitionWriter writer(TopicPartition partition) {
        Ledger ledger = switch (config.guarantee()) {
            case EXACTLY_ONCE ->
                new ChainLedger(
                        new ChainErrands(
                                store,
                                new ChainKeys(config.ledgerId(), partition),
                                environment.writer(),
                                headway,
                                abreast),
                        environment.nonces(),
                        pace,
                        config.retention());
            case AT_LEAST_ONCE -> new DirectLedger(store, pace, headway, abreast);
        };
        return new PartitionWriter(partition, ledger, starter, config.rotation(), config.witnessCheck(), shared);
    }

    /**
     * Takes records, and does what time demands.
     *
     * @param redelivery whether the last put threw or returned false, and these are its records again
     * @return false when the same records are to come again, which are known then if they were taken: partitions are still being
     *     claimed, or the store is so slow that the put would last too long
     */
    public boolean put(Collection<SinkRecord> records, boolean redelivery) {
        pace.begin();
        if (!redelivery) {
            writers.values().forEach(PartitionWriter::freshlyFetched);
        }
        try {
            if (!claimedOrDueWritten()) {
                return false;
            }
            resume();
            records.forEach(this::accept);
            flushDue();
            writers.values().forEach(PartitionWriter::followUp);
            environment.errors().awaitReported();
            claimed(pace.left()); // what was fenced meanwhile: its consumer is sent back the sooner
            writers.values().forEach(PartitionWriter::taken);
            return true;
        } catch (OutOfTime e) {
            return false;
        } finally {
            countOpenFiles();
        }
    }

    /** Nobody may have to wait for another's claim with what is due, neither while it is slow nor when it fails. */
    private boolean claimedOrDueWritten() {
        try {
            boolean claimed = claimed(Waits.CLAIMS);
            if (!claimed) {
                resume();
                flushDue();
            }
            return claimed;
        } catch (TransientException e) {
            writeDueBeside(e);
            throw e;
        }
    }

    private void writeDueBeside(TransientException failure) {
        try {
            resume();
            flushDue();
        } catch (TransientException | OutOfTime e) {
            failure.addSuppressed(e);
        }
    }

    private boolean claimed(Duration patience) {
        return switch (config.guarantee()) {
            case EXACTLY_ONCE -> {
                probe.ensure();
                yield claims.made(writers.values(), patience);
            }
            case AT_LEAST_ONCE -> {
                writers.values().stream()
                        .filter(PartitionWriter::unclaimed)
                        .forEach(writer -> writer.claimed(writer.takeOver(Optional.empty())));
                yield true;
            }
        };
    }

    private void resume() {
        for (PartitionWriter writer : writers.values()) {
            if (!writer.unclaimed()) {
                writer.resume();
            }
        }
    }

    private void accept(SinkRecord record) {
        // After a revocation records of a partition may still come that is another task's now.
        PartitionWriter writer = writers.get(RecordCoordinates.of(record).topicPartition());
        if (writer != null) {
            writer.accept(record);
        }
    }

    /** The oldest first, so that each has its turn where the store is too slow for all. */
    private void flushDue() {
        List<PartitionWriter> due = writers.values().stream()
                .filter(PartitionWriter::due)
                .sorted(Comparator.comparing(PartitionWriter::age).reversed())
                .toList();
        try {
            due.forEach(PartitionWriter::flush);
        } catch (OutOfTime e) {
            LOG.debug("The rest of {} partitions whose files are complete by time waits for the next put", due.size());
        }
    }

    /** How long until there is something to do although nothing more comes; empty where there will be nothing. */
    public Optional<Duration> untilOverdue() {
        if (writers.values().stream().anyMatch(PartitionWriter::unclaimed)) {
            return Optional.of(Duration.ZERO);
        }
        return writers.values().stream()
                .flatMap(writer -> writer.untilDue().stream())
                .min(Comparator.naturalOrder());
    }

    /**
     * For {@code preCommit}: never throws, since Connect would rewind and try for ever.
     *
     * @param consumed where Connect stands, by original partitions
     */
    public Map<TopicPartition, OffsetAndMetadata> safeOffsets(Map<TopicPartition, OffsetAndMetadata> consumed) {
        boolean reported = environment.errors().pending() == 0;
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        consumed.forEach((partition, here) -> {
            PartitionWriter writer = writers.get(partition);
            if (writer != null) {
                writer.safeOffset(here.offset(), reported)
                        .ifPresent(offset -> offsets.put(partition, new OffsetAndMetadata(offset)));
            }
        });
        return offsets;
    }

    /** Drops the buffers of these partitions, and of no others. Never throws, and waits for the store but for a moment. */
    public void close(Collection<TopicPartition> partitions) {
        Pace patience = closing(); // whoever is silent is asked no more
        for (TopicPartition partition : partitions) {
            PartitionWriter writer = writers.remove(partition);
            if (writer != null) {
                writer.close(patience);
                claims.forget(writer);
            }
        }
        countOpenFiles();
    }

    private void countOpenFiles() {
        openFiles =
                writers.values().stream().mapToInt(PartitionWriter::openFiles).sum();
    }

    /** Drops all buffers, and ends the threads of its own; the writer is of no use afterwards. */
    public void closeAll() {
        try {
            close(List.copyOf(writers.keySet()));
            claims.close();
            abreast.close();
        } finally {
            spill.close(); // when nobody reads it any more
        }
    }

    /** How many steps are done so far that need not be done again. May be called from any thread. */
    public long headway() {
        return headway.steps();
    }

    public MemoryBudget budget() {
        return budget;
    }

    /** In bytes. May be called from any thread. */
    public long spilled() {
        return spill.used();
    }

    /** May be called from any thread. */
    public int openFiles() {
        return openFiles;
    }

    private void makeRoom(long bytes) {
        while (!budget.fits(bytes)) {
            if (spillSome(Math.max(bytes, budget.limit() / SPILL_SHARE)) == 0) {
                oldest().flush();
            }
        }
    }

    /** Some more than is needed, so that not every record looks at every file. */
    private long spillSome(long bytes) {
        long freed = 0;
        if (spill.limit() > 0) {
            for (PartitionWriter writer : writers.values()) {
                freed += freed < bytes ? writer.spill(bytes - freed) : 0;
            }
        }
        return freed;
    }

    private PartitionWriter oldest() {
        PartitionWriter oldest = null;
        for (PartitionWriter writer : writers.values()) {
            if (writer.openSince().isPresent()
                    && (oldest == null
                            || writer.openSince().getAsLong()
                                            - oldest.openSince().getAsLong()
                                    < 0)) {
                oldest = writer;
            }
        }
        if (oldest == null) {
            throw new IllegalStateException("nothing is buffered, and yet " + budget.used() + " bytes are in use");
        }
        return oldest;
    }
}
