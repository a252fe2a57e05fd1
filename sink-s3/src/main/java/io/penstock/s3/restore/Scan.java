package io.penstock.s3.restore;

import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.restore.Archive.Share;
import io.penstock.s3.store.ArchiveStore.Found;
import io.penstock.s3.writer.ChainKeys;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One look at the bucket: the numbers of the newest commit records, then the files, each listed once and page by page. Thread-confined.
 *
 * <p>Invariants: a partition's newest commit record is noted before any file is listed, so that of what it and those before it list only
 * its own files may be missing; of the files of other tasks' partitions nothing is kept.
 */
final class Scan {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    private final S3RestoreConfig config;
    private final Share share;
    private final PatientStore store;
    private final ArchiveNotes notes;
    private final Progress progress;
    private final Deque<Errand> errands = new ArrayDeque<>();
    private final Map<TopicPartition, Long> heads = new HashMap<>();
    private final TreeMap<TopicPartition, FileTable> files = new TreeMap<>(ORDER);
    private long pages;

    /** A listing, and what its end means. */
    private record Errand(PagedListing listing, Runnable end) {}

    /** The objects under a prefix that some topics share. */
    private final class Shared {

        private final String prefix;
        private final Map<String, KeyPattern> patterns = new LinkedHashMap<>();
        private final Map<String, Integer> found = new HashMap<>();
        private long objects;
        private long others;

        Shared(String prefix, List<String> topics) {
            this.prefix = prefix;
            topics.forEach(topic -> patterns.put(
                    topic, Objects.requireNonNull(config.files().get(topic), "topics are those of its configuration")));
        }

        void take(Found object) {
            objects++;
            boolean read = false;
            for (Map.Entry<String, KeyPattern> topic : patterns.entrySet()) {
                Optional<KeyPattern.Read> file = topic.getValue().read(object.key());
                if (file.isPresent()) {
                    read = true;
                    found.merge(topic.getKey(), 1, Integer::sum);
                    add(new TopicPartition(topic.getKey(), file.get().partition()), object, file.get());
                }
            }
            // The template is the same for all topics.
            if (!read && !patterns.values().iterator().next().isMade(object.key())) {
                others++;
            }
        }

        void end() {
            notes.listed(prefix, objects, others);
            patterns.keySet().forEach(topic -> notes.listed(topic, prefix, !found.containsKey(topic), objects > 0));
        }
    }

    /** @param listing whether files are listed, and not the newest commit records alone */
    Scan(
            S3RestoreConfig config,
            Share share,
            PatientStore store,
            ArchiveNotes notes,
            Progress progress,
            boolean listing) {
        this.config = config;
        this.share = share;
        this.store = store;
        this.notes = notes;
        this.progress = progress;
        config.ledgerId().ifPresent(ledger -> config.files().keySet().forEach(topic -> addHeads(ledger, topic)));
        if (!listing) {
            return;
        }
        config.files().entrySet().stream()
                .collect(Collectors.groupingBy(
                        topic -> topic.getValue().prefix(),
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach(this::addFiles);
    }

    private void addHeads(String ledger, String topic) {
        String prefix = ChainKeys.topicPrefix(ledger, topic);
        PagedListing listing = new PagedListing(
                store, prefix, found -> takeHead(topic, found.key().substring(prefix.length())));
        errands.add(new Errand(listing, () -> {}));
    }

    /** @param name partition and number */
    private void takeHead(String topic, String name) {
        int slash = name.indexOf('/');
        if (slash <= 0 || !name.substring(0, slash).matches("\\d{1,9}")) {
            return;
        }
        OptionalLong number = ChainReading.number(name.substring(slash + 1));
        TopicPartition partition = new TopicPartition(topic, Integer.parseInt(name.substring(0, slash)));
        if (number.isPresent() && share.has(partition)) {
            heads.merge(partition, number.getAsLong(), Math::max);
        }
    }

    private void addFiles(String prefix, List<String> topics) {
        Shared shared = new Shared(prefix, topics);
        errands.add(new Errand(new PagedListing(store, prefix, shared::take), shared::end));
    }

    private void add(TopicPartition partition, Found object, KeyPattern.Read read) {
        if (share.has(partition)) {
            files.computeIfAbsent(partition, FileTable::new).add(object, read);
        }
    }

    /**
     * Asks for one page.
     *
     * @return whether there are more
     */
    boolean step() {
        Errand errand = errands.element();
        boolean more = errand.listing().step();
        pages++;
        progress.listing(errand.listing().prefix(), errand.listing().objects(), this);
        if (!more) {
            errand.end().run();
            errands.remove();
        }
        if (errands.isEmpty()) {
            files.values().forEach(FileTable::end);
            return false;
        }
        return true;
    }

    /** Of this task. */
    long fileCount() {
        return files.values().stream().mapToLong(FileTable::size).sum();
    }

    /** What is kept of them. */
    long bytes() {
        return files.values().stream().mapToLong(FileTable::bytes).sum();
    }

    /** The files of the next partition, which are forgotten here; null where there is none any more. */
    @Nullable
    FileTable take() {
        if (files.isEmpty()) {
            return null;
        }
        return files.remove(files.firstKey());
    }

    /** How many were asked for. */
    long pages() {
        return pages;
    }

    Map<TopicPartition, Long> heads() {
        return heads;
    }

    /** The number of the newest commit record; empty where there was none. */
    OptionalLong head(TopicPartition partition) {
        Long head = heads.get(partition);
        return head == null ? OptionalLong.empty() : OptionalLong.of(head);
    }
}
