package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.restore.PartitionReplay.Position;
import io.penstock.s3.store.ArchiveStore.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The files of some partitions in a bucket, and how they are replayed. Thread-confined. */
final class Archive {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    /** What the files that are open together hold of their objects. */
    private static final int PIECES_BYTES = 16 * 1024 * 1024;

    private static final int LARGEST_PIECE_BYTES = 4 * 1024 * 1024;
    private static final int SMALLEST_PIECE_BYTES = 64 * 1024;

    private final S3RestoreConfig config;
    private final Share share;
    private final PatientStore store;
    private final ArchiveNotes notes;
    private final Optional<Chains> chains;
    private final Map<TopicPartition, ListingCoverage> listings = new HashMap<>();

    Archive(S3RestoreConfig config, Share share, PatientStore store, ArchiveNotes notes) {
        this.config = config;
        this.share = share;
        this.store = store;
        this.notes = notes;
        this.chains = config.ledgerId().map(id -> new Chains(store, id));
    }

    /** One task's part of the work. */
    public record Share(int number, int count) {

        boolean has(TopicPartition partition) {
            return Math.floorMod(partition.topic().hashCode() + partition.partition(), count) == number;
        }
    }

    /** The partitions of which there are files, and which are this task's. */
    List<TopicPartition> partitions() {
        return List.copyOf(files().keySet());
    }

    /**
     * What is there to replay of each partition, from its position on.
     *
     * @param partitions as {@link #partitions()} has said; files of others are left out
     */
    Map<TopicPartition, PublishedFiles> published(List<TopicPartition> partitions) {
        Map<TopicPartition, Published> published = new TreeMap<>(ORDER);
        for (TopicPartition partition : partitions) {
            published.put(partition, chains.map(all -> all.of(partition)).orElseGet(() -> new Published(List.of())));
        }
        Map<TopicPartition, PublishedFiles> files = new TreeMap<>(ORDER);
        files().forEach((partition, found) -> {
            Published known = published.get(partition);
            if (known != null) {
                files.put(partition, belonging(partition, found, known));
            }
        });
        return files;
    }

    private PublishedFiles belonging(TopicPartition partition, List<ArchiveFile> found, Published known) {
        PublishedFiles published = known.of(found);
        notes.awaited(partition, known.awaited(found));
        notes.published(partition, published, found.size());
        return published;
    }

    private Map<TopicPartition, List<ArchiveFile>> files() {
        Map<TopicPartition, List<ArchiveFile>> files = new TreeMap<>(ORDER);
        Map<String, List<String>> topics = config.files().entrySet().stream()
                .collect(Collectors.groupingBy(
                        topic -> topic.getValue().prefix(),
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        topics.forEach((prefix, some) -> {
            List<Found> objects = store.list(prefix);
            notes.listed(prefix, objects.size(), others(objects, pattern(some.get(0))));
            some.forEach(topic -> filesOf(topic, objects, files));
        });
        return files;
    }

    private KeyPattern pattern(String topic) {
        return Objects.requireNonNull(config.files().get(topic), "topics are those of its configuration");
    }

    /** @param any the template is the same for all topics */
    private static long others(List<Found> objects, KeyPattern any) {
        return objects.stream().filter(found -> !any.isMade(found.key())).count();
    }

    private void filesOf(String topic, List<Found> objects, Map<TopicPartition, List<ArchiveFile>> files) {
        KeyPattern pattern = pattern(topic);
        boolean none = true;
        for (Found found : objects) {
            Optional<KeyPattern.Read> read = pattern.read(found.key());
            if (read.isPresent()) {
                none = false;
                TopicPartition partition = new TopicPartition(topic, read.get().partition());
                if (share.has(partition)) {
                    files.computeIfAbsent(partition, unused -> new ArrayList<>())
                            .add(file(topic, found, read.get()));
                }
            }
        }
        notes.listed(topic, pattern.prefix(), none, !objects.isEmpty());
    }

    private static ArchiveFile file(String topic, Found found, KeyPattern.Read read) {
        return new ArchiveFile(
                topic,
                read.partition(),
                found.key(),
                found.etag(),
                found.size(),
                read.firstOffset(),
                read.generation(),
                read.extension(),
                read.distinct(),
                Optional.empty());
    }

    private Coverage coverage(TopicPartition partition, PublishedFiles published, Position position) {
        if (chains.isPresent()) {
            return new ChainCoverage(published.generation(), published.end());
        }
        ListingCoverage coverage = listings.computeIfAbsent(partition, unused -> new ListingCoverage());
        coverage.listed(published.files(), position);
        return coverage;
    }

    PartitionReplay replay(TopicPartition partition, PublishedFiles published, Position position) {
        notes.goesOn(partition, published, position);
        PartitionReplay[] self = new PartitionReplay[1];
        IntSupplier pieces = () -> pieceBytes(self[0].openFiles());
        self[0] = new PartitionReplay(
                published.files(),
                position,
                coverage(partition, published, position),
                file -> new FileReading(file, new RangeStream(store, file, this::checkOrigin, pieces)));
        return self[0];
    }

    private static int pieceBytes(int openFiles) {
        return Math.max(SMALLEST_PIECE_BYTES, Math.min(LARGEST_PIECE_BYTES, PIECES_BYTES / (openFiles + 1)));
    }

    /** Where there are commit records, all files bear a nonce, and those that are listed bear the one that is. */
    private void checkOrigin(ArchiveFile file, Optional<String> nonce) {
        boolean ours = config.ledgerId().isEmpty()
                || (nonce.isPresent() && (file.nonce().isEmpty() || file.nonce().equals(nonce)));
        if (!ours) {
            throw new FatalException(
                    S3Error.NOT_REPLAYABLE,
                    file + " is not the object that the sink wrote there: it bears "
                            + (nonce.isPresent() ? "another nonce" : "no nonce")
                            + ". Move it away, or, to take whatever is there, " + ArchiveNotes.TAKE_ALL);
        }
    }
}
