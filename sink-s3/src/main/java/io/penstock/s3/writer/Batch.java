package io.penstock.s3.writer;

import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.FilePlace;
import io.penstock.s3.rotate.RotationPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The open files of one partition, which become durable together or not at all, and the records that were passed over beside
 * them: tombstones and dead letters, which move the position too.
 *
 * <p>Invariant: every record that was taken since the last batch is in one of them, or in none. Committed one by one, a file
 * whose records began late could move the position beyond records that another file still holds in memory. Confined to the
 * task's thread.
 */
final class Batch {

    /** In the order in which they were begun. */
    private final Map<FilePlace, OpenFile> files = new LinkedHashMap<>();

    /** The bytes and the number of those that may ride in the commit record. */
    private long inline;

    private int inlineFiles;
    private long passed;
    private long passedSince;
    private Optional<Instant> scheduledEnd = Optional.empty();

    @Nullable
    OpenFile at(FilePlace place) {
        return files.get(place);
    }

    void begin(FilePlace place, OpenFile file) {
        files.put(place, file);
        count(file, 1);
    }

    /** Adds a record to one of the files. */
    void append(OpenFile file, Scratch encoded, SinkRecord record) {
        count(file, -1);
        file.append(encoded, record.originalKafkaOffset(), record.timestamp());
        count(file, 1);
    }

    private void count(OpenFile file, int sign) {
        if (file.fitsInline()) {
            inline += sign * file.bytes();
            inlineFiles += sign;
        }
    }

    /**
     * Spills what can be of its files, the oldest first.
     *
     * @param bytes after which it is enough
     * @return the memory that was given back
     */
    long spill(long bytes) {
        long freed = 0;
        for (OpenFile file : files.values()) {
            if (freed >= bytes) {
                break;
            }
            freed += file.spill(bytes - freed);
        }
        return freed;
    }

    /** Notes a record that enters no file. */
    void pass(LongSupplier ticker) {
        if (passed++ == 0) {
            passedSince = ticker.getAsLong();
        }
    }

    /** Says when it must go by the wall clock, before the first file or record enters. */
    void endsAt(Optional<Instant> moment) {
        scheduledEnd = moment;
    }

    Optional<Instant> scheduledEnd() {
        return scheduledEnd;
    }

    /** Whether there is nothing to commit. */
    boolean isEmpty() {
        return files.isEmpty() && passed == 0;
    }

    boolean hasFiles() {
        return !files.isEmpty();
    }

    int size() {
        return files.size();
    }

    /** When the first file began; empty without one. */
    OptionalLong openSince() {
        return files.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(files.values().iterator().next().openedAt());
    }

    /** When what is to be committed began: the first file, or without one the first record that was passed over. */
    OptionalLong pendingSince() {
        return files.isEmpty() && passed > 0 ? OptionalLong.of(passedSince) : openSince();
    }

    /** Whether as many records were passed over as a file takes, while there is none. */
    boolean passedEnough(RotationPolicy rotation) {
        return files.isEmpty() && rotation.full(passed, 0);
    }

    /** Whether this file is complete, and so all must go. */
    boolean fullWith(OpenFile file, RotationPolicy rotation, InlineLimit limit) {
        return rotation.full(file.records(), file.bytes()) || limit.reached(inline, inlineFiles);
    }

    /** Whether any file is complete. */
    boolean full(RotationPolicy rotation, InlineLimit limit) {
        return passedEnough(rotation) || files.values().stream().anyMatch(file -> fullWith(file, rotation, limit));
    }

    long records() {
        return files.values().stream().mapToLong(OpenFile::records).sum();
    }

    /** As stored. */
    long bytes() {
        return files.values().stream().mapToLong(OpenFile::bytes).sum();
    }

    /**
     * Ends all files; called again when it failed.
     *
     * @param next the partition's next offset once the batch is durable
     * @param inlineBytes how much may ride in the commit record; the largest files beyond it go up by themselves
     * @return empty when an upload is gone, and the batch can never be
     */
    Optional<List<ChainFile>> seal(long next, long inlineBytes) {
        files.values().forEach(OpenFile::end);
        Set<OpenFile> tooMuch = beyond(inlineBytes);
        List<ChainFile> sealed = new ArrayList<>(files.size());
        for (OpenFile file : files.values()) {
            Optional<ChainFile> one =
                    file.fitsInline() && !tooMuch.contains(file) ? Optional.of(file.inline(next)) : file.uploaded(next);
            if (one.isEmpty()) {
                return Optional.empty();
            }
            sealed.add(one.get());
        }
        return Optional.of(sealed);
    }

    private Set<OpenFile> beyond(long inlineBytes) {
        List<OpenFile> small = new ArrayList<>(
                files.values().stream().filter(OpenFile::fitsInline).toList());
        long inline = small.stream().mapToLong(OpenFile::bytes).sum();
        Set<OpenFile> tooMuch = new HashSet<>();
        if (inline > inlineBytes && small.size() > 1) {
            small.sort(Comparator.comparingLong(OpenFile::bytes).reversed());
            for (OpenFile file : small) {
                if (inline > inlineBytes) {
                    inline -= file.bytes();
                    tooMuch.add(file);
                }
            }
        }
        return tooMuch;
    }

    /**
     * Gives the memory back, once all are durable.
     *
     * @return the uploads, to be tidied up after
     */
    List<UploadSession> committed() {
        return files.values().stream().map(OpenFile::committed).toList();
    }

    /** Gives the memory back and forgets the files; their uploads are another's to complete or to abort. */
    void discard() {
        files.values().forEach(OpenFile::discard);
        forget();
    }

    /**
     * Gives the memory back and aborts the uploads, which no commit record can list.
     *
     * @param patience how long the store is asked, for all of them; given up when it is silent
     */
    void abandon(Pace patience) {
        files.values().forEach(file -> file.abandon(patience));
        forget();
    }

    private void forget() {
        files.clear();
        inline = 0;
        inlineFiles = 0;
        passed = 0;
    }

    @Override
    public String toString() {
        return (files.size() > 1 ? size() + " files, the first " : "")
                + files.values().stream().findFirst().map(OpenFile::toString).orElse("no file");
    }
}
