package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.ElementCodec.Summary;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ArchiveStore.Found;
import io.penstock.s3.store.ArchiveStore.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the commit records of one partition, of each its first line only, and keeps what a restore needs of them. Step by step, so that
 * a task can stop in between. Thread-confined.
 *
 * <p>Invariant: nothing of what was appended after the head is read. The head was the newest before the files were listed: those of a
 * later one may be listed in part.
 */
final class ChainReading {

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int DIGITS = 20;

    private final PatientStore store;
    private final SideBySide requests;
    private final TopicPartition partition;
    private final long head;
    private final long above;
    private final int prefixLength;
    private final PagedListing listing;
    private final ElementCodec codec = new ElementCodec();
    private final ListedFiles files = new ListedFiles();
    private final Set<String> keys = new LinkedHashSet<>();
    private List<Found> elements = new ArrayList<>();
    private boolean listed;
    private int read;
    private boolean lost;

    /**
     * @param prefix of their keys
     * @param head the newest that is read
     * @param above the newest that is not read any more, and then the keys of the files are kept; -1 for all, and no keys
     */
    ChainReading(
            PatientStore store, SideBySide requests, TopicPartition partition, String prefix, long head, long above) {
        this.store = store;
        this.requests = requests;
        this.partition = partition;
        this.head = head;
        this.above = above;
        this.prefixLength = prefix.length();
        this.listing = new PagedListing(store, prefix, this::take);
    }

    /** The number of a commit record; empty for what else stands beside them. */
    static OptionalLong number(String name) {
        boolean digits = name.length() == DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9');
        try {
            return digits ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // digits that no sink has written
        }
    }

    private long number(Found element) {
        return number(element.key().substring(prefixLength)).orElseThrow();
    }

    private void take(Found found) {
        OptionalLong number = number(found.key().substring(prefixLength));
        if (number.isPresent() && number.getAsLong() <= head && number.getAsLong() > above) {
            elements.add(found);
        }
    }

    /**
     * Asks for a page of their listing, or for some of them side by side.
     *
     * @return whether there is more to read
     */
    boolean step() {
        if (!listed) {
            listed = !listing.step();
            if (listed) {
                elements = unbroken();
                checkHead(!elements.isEmpty() && number(elements.get(0)) == head);
            }
            return true;
        }
        List<Found> some = elements.subList(read, Math.min(elements.size(), read + SideBySide.WIDTH));
        for (Optional<Summary> summary : requests.all(some, this::read)) {
            checkHead(read > 0 || summary.isPresent());
            if (summary.isEmpty()) {
                return false; // swept meanwhile, and so all before it
            }
            files.add(summary.get());
            if (above >= 0) {
                summary.get().files().forEach(file -> keys.add(file.key()));
            }
            read++;
        }
        return read < elements.size();
    }

    /** Nothing sweeps the newest; without it nobody would know where the archive ends. */
    private void checkHead(boolean there) {
        if (!there) {
            lost = true;
            throw new TransientException(
                    S3Error.ARCHIVE_CHANGED,
                    "the newest commit record of " + partition + ", number " + head
                            + ", was listed and could not be found then");
        }
    }

    /** Whether it cannot go on: what comes after the head is to be looked at then, and the files with it. */
    boolean isLost() {
        return lost;
    }

    /** Downwards from the newest, as far as there is no gap: what a fenced task has left in a place that was swept says nothing. */
    private List<Found> unbroken() {
        elements.sort(Comparator.comparingLong((Found element) -> -number(element))); // the newest first
        int count = 0;
        while (count < elements.size()
                && (count == 0 || number(elements.get(count)) + 1 == number(elements.get(count - 1)))) {
            count++;
        }
        return List.copyOf(elements.subList(0, count));
    }

    /** @return empty when it is there no more */
    private Optional<Summary> read(Found element) {
        for (long length = FIRST_BYTES; ; length *= 8) {
            int asked = (int) Math.min(Math.min(length, element.size()), Integer.MAX_VALUE - 64);
            Optional<Range> range = store.read(element.key(), element.etag(), 0, asked);
            Optional<Summary> summary =
                    range.flatMap(found -> codec.summary(found.content().asByteArray(), element.key()));
            if (range.isEmpty() || summary.isPresent()) {
                return summary;
            }
            if (asked == element.size()) {
                throw new FatalException(
                        S3Error.BROKEN_ELEMENT,
                        "commit record \"" + element.key() + "\" has no end of its first line. "
                                + S3Error.BROKEN_ELEMENT.remedy());
            }
        }
    }

    @Override
    public String toString() {
        return partition + ": " + read + " of " + elements.size() + " commit records are read"
                + (listed ? "" : ", and more are listed");
    }

    /** Whether all above the one that was given are read. */
    boolean isWhole() {
        return read == elements.size() && number(elements.get(read - 1)) == above + 1;
    }

    /** Of the files that they list. */
    List<String> keys() {
        return List.copyOf(keys);
    }

    /** What they list, once all are read. */
    ListedFiles files() {
        return files;
    }
}
