package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.restore.PartitionReplay.Position;
import io.penstock.s3.writer.ChainKeys;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The files of some partitions in a bucket, and how they are replayed: one look after the other, each of them a listing and then one
 * partition at a time. All goes step by step; what a step has learnt is kept when the next one fails. Thread-confined.
 *
 * <p>Invariant: a partition's commit records are read when its turn comes, and forgotten with its files when it is done; what is
 * remembered of all files together never takes more than {@code restore.listing.bytes}.
 */
final class Archive implements AutoCloseable {

    /** So many times as long as a listing has taken, none is made. */
    private static final int LISTING_SHARE = 20;

    private static final long WATCHED_FILE_BYTES = Integer.BYTES + LastOffsets.FILE_BYTES;

    private final S3RestoreConfig config;
    private final Share share;
    private final PatientStore store;
    private final ArchiveNotes notes;
    private final Progress progress;
    private final LongSupplier ticker;
    private final SideBySide requests;
    private final ReadMemory memory;
    private final EnvelopeReaders readers;
    private final Map<TopicPartition, ListingCoverage> listings = new HashMap<>();
    private final Map<TopicPartition, Long> settled = new HashMap<>();
    private @Nullable Look look;
    private long listingDue;
    private long listingPages;

    /**
     * A partition that can be replayed.
     *
     * @param head the number of its newest commit record; -1 where there are none
     */
    record Opened(TopicPartition partition, PublishedFiles files, long head) {}

    /** One look at the bucket. */
    private final class Look {

        private final long begun = ticker.getAsLong();
        private final boolean listing = config.ledgerId().isEmpty() || begun - listingDue >= 0;
        private final Scan scan = new Scan(config, share, store, notes, progress, listing);
        private boolean listed;
        /** Of requests alone: pauses of the connector, and those after failures, say nothing of how long a listing takes. */
        private long listingNanos;

        private @Nullable FileTable table;
        private @Nullable ChainReading chain;
        private @Nullable Follow follow;

        /** @return a partition that can be replayed now */
        Optional<Opened> step() {
            FileTable files = table;
            ChainReading reading = chain;
            if (!listed) {
                long asked = ticker.getAsLong();
                listed = !scan.step();
                listingNanos += ticker.getAsLong() - asked;
                checkMemory(0);
                if (listed && !listing) {
                    follow = new Follow(
                            config,
                            config.ledgerId().orElseThrow(),
                            store,
                            requests,
                            scan.heads(),
                            settled,
                            listingPages);
                }
                return Optional.empty();
            }
            if (follow != null) {
                Optional<Opened> followed = follow.step();
                followed.ifPresent(one ->
                        notes.awaited(one.partition(), one.files().awaited().any()));
                return followed;
            }
            if (files == null) {
                table = scan.take();
                return Optional.empty();
            }
            if (config.ledgerId().isEmpty()) {
                return Optional.of(opened(files, new ListedFiles()));
            }
            if (reading == null) {
                begin(files, config.ledgerId().get());
                return Optional.empty();
            }
            boolean more = reading.step();
            checkMemory(files.bytes() + reading.files().bytes());
            progress.chain(reading);
            return more ? Optional.empty() : Optional.of(opened(files, reading.files()));
        }

        private void begin(FileTable files, String ledgerId) {
            String prefix = new ChainKeys(ledgerId, files.partition()).prefix();
            OptionalLong head = scan.head(files.partition());
            if (head.isPresent()) {
                chain = new ChainReading(store, requests, files.partition(), prefix, head.getAsLong(), -1);
            } else if (store.page(prefix, null).found().isEmpty()) {
                throw new FatalException(
                        S3Error.NOT_REPLAYABLE,
                        "there are files of " + files.partition() + ", but no commit records under \"" + prefix
                                + "\" say which of them belong to its archive. Correct ledger.id, or, to take all, "
                                + ArchiveNotes.TAKE_ALL);
            } else {
                table = null; // begun while the files were listed, and left for the next look
            }
        }

        private Opened opened(FileTable files, ListedFiles listed) {
            table = null;
            chain = null;
            PublishedFiles published = new Published(listed).of(files);
            notes.awaited(files.partition(), published.awaited().any());
            notes.published(files.partition(), published, files.size());
            boolean watched = config.ledgerId().isEmpty() && !listings.containsKey(files.partition());
            long each = watched ? WATCHED_FILE_BYTES : Integer.BYTES;
            checkMemory(
                    files.bytes() + listed.bytes() + each * published.files().size());
            return new Opened(
                    files.partition(), published, scan.head(files.partition()).orElse(-1));
        }

        private void checkMemory(long beside) {
            long bytes = scan.bytes()
                    + beside
                    + listings.values().stream()
                            .mapToLong(ListingCoverage::bytes)
                            .sum();
            if (bytes > config.listingBytes()) {
                throw new FatalException(
                        S3Error.TOO_MANY_FILES,
                        "what the task remembers of its files takes " + bytes + " bytes, and restore.listing.bytes is "
                                + config.listingBytes() + ", with " + scan.fileCount() + " files of "
                                + config.files().keySet() + (listed ? " still to be replayed" : " listed so far") + ". "
                                + S3Error.TOO_MANY_FILES.remedy());
            }
        }

        boolean isLost() {
            return (chain != null && chain.isLost()) || (follow != null && follow.isLost());
        }

        boolean isOver() {
            return listed && table == null && scan.fileCount() == 0 && (follow == null || follow.isOver());
        }
    }

    Archive(
            S3RestoreConfig config,
            Share share,
            PatientStore store,
            ArchiveNotes notes,
            Progress progress,
            LongSupplier ticker) {
        this.config = config;
        this.share = share;
        this.store = store;
        this.notes = notes;
        this.progress = progress;
        this.ticker = ticker;
        this.listingDue = ticker.getAsLong();
        this.requests = new SideBySide(config.connector());
        this.memory = new ReadMemory(config.readBytes());
        this.readers = new EnvelopeReaders(memory);
    }

    /** One task's part of the work. */
    record Share(int number, int count) {

        boolean has(TopicPartition partition) {
            return Math.floorMod(partition.topic().hashCode() + partition.partition(), count) == number;
        }
    }

    /**
     * Goes one step: one request, or some side by side. Begins a new look where none is under way.
     *
     * @return a partition that can be replayed now; all that is known of it is forgotten here
     */
    Optional<Opened> step() {
        Look current = look;
        if (current == null) {
            current = new Look();
            look = current;
        }
        try {
            return current.step();
        } catch (TransientException e) {
            if (current.isLost()) {
                look = null; // other files may have come with what came after the newest commit record
            }
            throw e;
        }
    }

    /** Whether all of the look was handed on. */
    boolean isOver() {
        return look != null && look.isOver();
    }

    /**
     * Forgets the look, so that the next step begins another. One that lists files is due when twenty times as long has passed as
     * listing them took; until then the commit records say what has come.
     *
     * @return when to take the next step
     */
    Duration end() {
        Look over = look;
        look = null;
        if (over == null || !over.listing) {
            return config.rescan();
        }
        listingPages = over.scan.pages();
        Duration pause = longer(config.rescan(), Duration.ofNanos(over.listingNanos * LISTING_SHARE));
        listingDue = ticker.getAsLong() + pause.toNanos();
        return config.ledgerId().isPresent() ? config.rescan() : pause;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** It is replayed to its end: what comes now is listed by later commit records, unless files were missing. */
    void settled(Opened partition) {
        boolean whole = !partition.files().awaited().any()
                && !partition.files().missing().any();
        if (partition.head() >= 0 && whole) {
            settled.put(partition.partition(), partition.head());
        }
    }

    private Coverage coverage(TopicPartition partition, PublishedFiles published, Position position) {
        if (config.ledgerId().isPresent()) {
            return new ChainCoverage(published.generation(), published.end());
        }
        ListingCoverage coverage = listings.computeIfAbsent(partition, unused -> new ListingCoverage());
        coverage.listed(published.files(), position);
        return coverage;
    }

    PartitionReplay replay(TopicPartition partition, PublishedFiles published, Position position) {
        notes.goesOn(partition, published, position);
        return new PartitionReplay(
                published.files(),
                position,
                coverage(partition, published, position),
                file -> new FileReading(file, new RangeStream(store, file, this::checkOrigin, memory), readers));
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

    @Override
    public void close() {
        requests.close();
    }
}
