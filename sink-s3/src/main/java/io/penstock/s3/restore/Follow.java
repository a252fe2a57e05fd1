package io.penstock.s3.restore;

import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.restore.Archive.Opened;
import io.penstock.s3.store.ArchiveStore.Found;
import io.penstock.s3.writer.ChainKeys;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What has come since partitions were replayed to the end of their commit records: those that were appended since name the files, which
 * are looked up one by one, so that nothing is listed. Step by step. Thread-confined.
 *
 * <p>Invariant: a partition is followed only where its commit records go on without a gap from the one that it was settled with, and all
 * that one listed was in place; for any other the next listing is waited for.
 */
final class Follow {

    private final S3RestoreConfig config;
    private final String ledgerId;
    private final PatientStore store;
    private final SideBySide requests;
    private final Map<TopicPartition, Long> heads;
    private final Map<TopicPartition, Long> settled;
    private final Deque<TopicPartition> partitions = new ArrayDeque<>();
    private long room;
    private @Nullable ChainReading chain;
    private @Nullable FileTable table;
    private int lookedUp;

    /**
     * @param heads the newest commit records
     * @param settled the newest when a partition was replayed to its end
     * @param most how many files are looked up at most
     */
    Follow(
            S3RestoreConfig config,
            String ledgerId,
            PatientStore store,
            SideBySide requests,
            Map<TopicPartition, Long> heads,
            Map<TopicPartition, Long> settled,
            long most) {
        this.config = config;
        this.ledgerId = ledgerId;
        this.store = store;
        this.requests = requests;
        this.heads = Map.copyOf(heads);
        this.settled = Map.copyOf(settled);
        this.room = most;
        // A busy one may take all the room: those with less to read are not to wait for it.
        this.heads.keySet().stream()
                .filter(partition -> this.settled.getOrDefault(partition, head(partition)) < head(partition))
                .sorted(Comparator.comparingLong((TopicPartition partition) -> head(partition) - before(partition)))
                .forEach(partitions::add);
    }

    /** @return a partition that can be replayed now */
    Optional<Opened> step() {
        ChainReading reading = chain;
        FileTable files = table;
        TopicPartition partition = partitions.element();
        if (reading == null) {
            String prefix = new ChainKeys(ledgerId, partition).prefix();
            chain = new ChainReading(store, requests, partition, prefix, head(partition), before(partition));
            return Optional.empty();
        }
        if (files == null) {
            if (!reading.step()) {
                int count = reading.keys().size();
                table = new FileTable(partition);
                lookedUp = 0;
                if (!reading.isWhole() || room < count) {
                    next();
                } else {
                    room -= count;
                }
            }
            return Optional.empty();
        }
        List<String> keys = reading.keys();
        if (lookedUp < keys.size()) {
            List<String> some = keys.subList(lookedUp, Math.min(keys.size(), lookedUp + SideBySide.WIDTH));
            requests.all(some, this::found).forEach(found -> found.ifPresent(object -> add(files, object)));
            lookedUp += some.size();
            return Optional.empty();
        }
        files.end();
        next();
        return Optional.of(new Opened(partition, new Published(reading.files()).of(files), head(partition)));
    }

    private void next() {
        partitions.remove();
        chain = null;
        table = null;
    }

    private long head(TopicPartition partition) {
        return Objects.requireNonNull(heads.get(partition), "it is followed since it has one");
    }

    private long before(TopicPartition partition) {
        return Objects.requireNonNull(settled.get(partition), "it is followed since it has one");
    }

    /** The object with this very key is the first that begins with it. */
    private Optional<Found> found(String key) {
        return store.page(key, null).found().stream()
                .filter(found -> found.key().equals(key))
                .findFirst();
    }

    private void add(FileTable files, Found object) {
        KeyPattern pattern = Objects.requireNonNull(
                config.files().get(files.partition().topic()), "topics are those of its configuration");
        pattern.read(object.key())
                .filter(read -> read.partition() == files.partition().partition())
                .ifPresent(read -> files.add(object, read));
    }

    boolean isLost() {
        return chain != null && chain.isLost();
    }

    boolean isOver() {
        return partitions.isEmpty();
    }
}
