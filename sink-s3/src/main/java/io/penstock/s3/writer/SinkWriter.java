package io.penstock.s3.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.format.JsonLinesEncoder;
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
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * All partitions of one task under one memory budget. A {@code put} that throws a TransientException may be repeated with the
 * same records: what was taken is recognised by its offset. Confined to the task's thread.
 */
public final class SinkWriter {

    /** The share of the buffer that one record may take. */
    private static final int LARGEST_RECORD_SHARE = 4;

    /** All the time that closing takes of the store: Connect gives a task five seconds to stop. */
    private static final Duration CLOSING = Duration.ofSeconds(2);

    /** How long a put waits for claims: short of the five seconds, and far from {@code max.poll.interval.ms}. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final S3SinkConfig config;
    private final ObjectStore store;
    private final Environment environment;
    private final MemoryBudget budget;
    private final FileStarter starter;
    private final PartitionWriter.Shared shared;
    private final ConditionalPutProbe probe;
    private final Claims claims;
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
     */
    public record Environment(
            String writer,
            Supplier<String> nonces,
            LongSupplier ticker,
            Clock clock,
            BiConsumer<TopicPartition, Long> seek,
            Runnable requestCommit,
            ErrorRouter errors,
            SinkMetrics metrics) {}

    public SinkWriter(S3SinkConfig config, ObjectStore store, Environment environment) {
        this.config = config;
        this.store = store;
        this.environment = environment;
        this.budget = new MemoryBudget(config.bufferBytes());
        this.starter = new FileStarter(
                config.files(), config.guarantee(), store, budget, environment.nonces(), environment.ticker());
        int largest = (int) Math.min(Integer.MAX_VALUE - 64, config.bufferBytes() / LARGEST_RECORD_SHARE);
        Incoming incoming = switch (config.files().format()) {
            case JSONL ->
                new Incoming(
                        new JsonLinesEncoder(),
                        new Scratch(largest),
                        config.nullValues(),
                        config.files().layout().partitioner(environment.clock()));
        };
        this.shared = new PartitionWriter.Shared(
                incoming,
                environment.errors(),
                environment.metrics(),
                this::makeRoom,
                inlineBytes(config),
                environment.ticker(),
                environment.clock(),
                environment.seek(),
                environment.requestCommit());
        this.probe = new ConditionalPutProbe(store, config.ledgerId(), environment.nonces());
        this.claims = new Claims(
                new TopicListings(store, config.ledgerId()),
                config.claimConcurrency(),
                PATIENCE,
                "penstock-claim-" + environment.writer());
    }

    /** An heir holds a commit record whole, and nobody likes to send one again; what no chain lists has no such bound. */
    private static long inlineBytes(S3SinkConfig config) {
        return switch (config.guarantee()) {
            case EXACTLY_ONCE -> Math.max(config.files().partSize(), config.bufferBytes() / LARGEST_RECORD_SHARE);
            case AT_LEAST_ONCE -> Long.MAX_VALUE;
        };
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
                        new ChainErrands(store, new ChainKeys(config.ledgerId(), partition), environment.writer()),
                        environment.nonces(),
                        config.retention());
            case AT_LEAST_ONCE -> new DirectLedger(store);
        };
        return new PartitionWriter(partition, ledger, starter, config.rotation(), config.witnessCheck(), shared);
    }

    /**
     * Takes records, and does what time demands.
     *
     * @param redelivery whether the last put took nothing or threw, and these are its records again
     * @return false when partitions are still being claimed and nothing was taken: the same records are to come again
     */
    public boolean put(Collection<SinkRecord> records, boolean redelivery) {
        if (!claimed()) {
            return false;
        }
        try {
            for (PartitionWriter writer : writers.values()) {
                writer.resume(redelivery);
            }
            for (SinkRecord record : records) {
                // After a revocation records of a partition may still come that is another task's now.
                PartitionWriter writer =
                        writers.get(RecordCoordinates.of(record).topicPartition());
                if (writer != null) {
                    writer.accept(record);
                }
            }
            for (PartitionWriter writer : writers.values()) {
                writer.afterPut();
            }
            environment.errors().awaitReported();
            return true;
        } finally {
            countOpenFiles();
        }
    }

    private boolean claimed() {
        return switch (config.guarantee()) {
            case EXACTLY_ONCE -> {
                probe.ensure();
                yield claims.made(writers.values());
            }
            case AT_LEAST_ONCE -> {
                writers.values().stream()
                        .filter(PartitionWriter::unclaimed)
                        .forEach(writer -> writer.claimed(writer.takeOver(Optional.empty())));
                yield true;
            }
        };
    }

    /** How long until a batch must go although nothing more comes; empty where nothing is to be committed. */
    public Optional<Duration> untilOverdue() {
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
        long begun = environment.ticker().getAsLong();
        Duration patience = CLOSING;
        for (TopicPartition partition : partitions) {
            PartitionWriter writer = writers.remove(partition);
            if (writer != null) {
                claims.forget(writer);
            }
            if (writer != null && !writer.close(patience)) {
                patience = Duration.ZERO; // whoever is silent now is asked no more
            }
            Duration left = CLOSING.minusNanos(environment.ticker().getAsLong() - begun);
            patience = patience.compareTo(left) < 0 ? patience : left;
        }
        countOpenFiles();
    }

    private void countOpenFiles() {
        openFiles =
                writers.values().stream().mapToInt(PartitionWriter::openFiles).sum();
    }

    /** Drops all buffers, and ends the threads of its own; the writer is of no use afterwards. */
    public void closeAll() {
        close(List.copyOf(writers.keySet()));
        claims.close();
    }

    public MemoryBudget budget() {
        return budget;
    }

    /** May be called from any thread. */
    public int openFiles() {
        return openFiles;
    }

    private void makeRoom(long bytes) {
        while (!budget.fits(bytes)) {
            oldest().flush();
        }
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
