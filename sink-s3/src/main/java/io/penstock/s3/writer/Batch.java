package io.penstock.s3.writer;

import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.partition.FilePlace;
import io.penstock.s3.rotate.RotationPolicy;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;

/**
 * The open files of one partition, which become durable together or not at all.
 *
 * <p>Invariant: every record that was taken since the last batch is in one of them, or in none. Committed one by one, a file
 * whose records began late could move the position beyond records that another file still holds in memory. Confined to the
 * task's thread.
 */
final class Batch {

    /** In the order in which they were begun. */
    private final Map<FilePlace, OpenFile> files = new LinkedHashMap<>();

    @Nullable
    OpenFile at(FilePlace place) {
        return files.get(place);
    }

    void begin(FilePlace place, OpenFile file) {
        files.put(place, file);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    int size() {
        return files.size();
    }

    /** When the first file began; empty without one. */
    OptionalLong openSince() {
        return isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(files.values().iterator().next().openedAt());
    }

    /** Whether a file is complete, and all must go. */
    boolean full(RotationPolicy rotation) {
        return files.values().stream().anyMatch(file -> rotation.full(file.records(), file.bytes()));
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
     * @param inlineBytes how much may ride in the commit record; the largest files beyond it go up by themselves
     * @return empty when an upload is gone, and the batch can never be
     */
    Optional<List<ChainFile>> seal(long inlineBytes) {
        files.values().forEach(OpenFile::end);
        Set<OpenFile> tooMuch = beyond(inlineBytes);
        List<ChainFile> sealed = new ArrayList<>(files.size());
        for (OpenFile file : files.values()) {
            Optional<ChainFile> one =
                    file.fitsInline() && !tooMuch.contains(file) ? Optional.of(file.inline()) : file.uploaded();
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

    /** Gives the memory back, once all are durable. */
    void committed() {
        files.values().forEach(OpenFile::committed);
    }

    /** Gives the memory back and forgets the files; their uploads are another's to complete or to abort. */
    void discard() {
        files.values().forEach(OpenFile::discard);
        files.clear();
    }

    /**
     * Gives the memory back and aborts the uploads, which no commit record can list.
     *
     * @param patience the longest wait for the store, for all of them
     * @param ticker nanoseconds
     * @return false when the store did not abort one
     */
    boolean abandon(Duration patience, LongSupplier ticker) {
        long begun = ticker.getAsLong();
        boolean all = true;
        for (OpenFile file : files.values()) {
            Duration left = patience.minusNanos(ticker.getAsLong() - begun);
            // Whoever is silent now is asked no more.
            all &= file.abandon(all && !left.isNegative() ? left : Duration.ZERO);
        }
        files.clear();
        return all;
    }

    @Override
    public String toString() {
        return size() == 1 ? files.values().iterator().next().toString() : size() + " files";
    }
}
