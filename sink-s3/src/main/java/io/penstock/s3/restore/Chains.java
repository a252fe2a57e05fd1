package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.ElementCodec.Summary;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ArchiveStore.Found;
import io.penstock.s3.store.ArchiveStore.Range;
import io.penstock.s3.writer.ChainKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Reads the commit records of one sink, each once, and of each its first line only. Thread-confined. */
final class Chains {

    private static final int FIRST_BYTES = 16 * 1024;
    private static final int DIGITS = 20;

    private final PatientStore store;
    private final String ledgerId;
    private final ElementCodec codec = new ElementCodec();
    private final Map<TopicPartition, Map<String, Summary>> known = new HashMap<>();

    Chains(PatientStore store, String ledgerId) {
        this.store = store;
        this.ledgerId = ledgerId;
    }

    /**
     * What the commit records of a partition say, as far as they are still there. To be asked before the files are listed: those of the
     * newest that is read may then be missing, those of a later one are beyond it.
     *
     * @throws FatalException when there are none
     */
    Published of(TopicPartition partition) {
        String prefix = new ChainKeys(ledgerId, partition).prefix();
        List<Found> elements = unbroken(store.list(prefix), prefix);
        if (elements.isEmpty()) {
            throw new FatalException(
                    S3Error.NOT_REPLAYABLE,
                    "there are files of " + partition + ", but no commit records under \"" + prefix
                            + "\" say which of them belong to its archive. Correct ledger.id, or, to take all, "
                            + ArchiveNotes.TAKE_ALL);
        }
        Map<String, Summary> before = known.getOrDefault(partition, Map.of());
        Map<String, Summary> read = new HashMap<>();
        Deque<Summary> chain = new ArrayDeque<>();
        for (Found element : elements) {
            Optional<Summary> summary =
                    before.containsKey(element.key()) ? Optional.of(before.get(element.key())) : read(element);
            if (summary.isEmpty() && chain.isEmpty()) {
                // Nothing sweeps the newest; without it nobody would know where the archive ends.
                throw new TransientException(
                        S3Error.ARCHIVE_CHANGED,
                        "the newest commit record of " + partition + ", \"" + element.key()
                                + "\", was listed and could not be found then");
            }
            if (summary.isEmpty()) {
                break; // swept meanwhile, and so all before it
            }
            read.put(element.key(), summary.get());
            chain.addFirst(summary.get());
        }
        known.put(partition, read);
        return new Published(List.copyOf(chain));
    }

    /** Downwards from the newest, as far as there is no gap: what a fenced task has left in a place that was swept says nothing. */
    private static List<Found> unbroken(List<Found> listed, String prefix) {
        List<Found> elements = new ArrayList<>(listed.stream()
                .filter(found -> found.key().substring(prefix.length()).matches("\\d{" + DIGITS + "}"))
                .toList()); // in the order of their keys, which is that of their numbers
        Collections.reverse(elements);
        int count = 0;
        while (count < elements.size()
                && (count == 0 || number(elements.get(count)) + 1 == number(elements.get(count - 1)))) {
            count++;
        }
        return elements.subList(0, count);
    }

    private static long number(Found element) {
        return Long.parseLong(element.key().substring(element.key().length() - DIGITS));
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
}
