package io.penstock.chaos.check;

import java.util.List;

/**
 * What the checker found on one hop.
 *
 * @param name such as {@code mqtt-qos1 → kafka} or {@code kafka → jdbc-insert}
 * @param due how many records the target should hold
 * @param stored how many it holds
 * @param missing how many of those that are due it does not hold
 * @param twice how many it holds beyond once, or should not hold at all
 * @param altered how many it holds with another content than was sent
 * @param outOfOrder how many came later than one of the same key that was sent after them
 * @param deadLettersDue how many different records should be in the dead letter queue
 * @param deadLettersFound how many different records are there
 * @param uploadsLeftOver unfinished multipart uploads
 * @param breaches of what the docs promise, each with the first few examples; empty when all is well
 * @param notes what is not as one would wish it, but promised by nobody; in the same form
 */
public record Hop(
        String name,
        long due,
        long stored,
        long missing,
        long twice,
        long altered,
        long outOfOrder,
        long deadLettersDue,
        long deadLettersFound,
        long uploadsLeftOver,
        List<String> breaches,
        List<String> notes) {

    public Hop {
        breaches = List.copyOf(breaches);
        notes = List.copyOf(notes);
    }

    static final String IN_PARTS = "came in parts";
    static final String TOGETHER = "batches with several files";

    /** Whether it leads to a target, and not to Kafka. */
    public boolean leadsFromKafka() {
        return name.startsWith(Sink.HOP);
    }

    /** Whether it leads to the bucket whose files are large enough for multipart uploads. */
    public boolean leadsToLargeObjects() {
        return name.equals(Sink.TIMED.hop());
    }

    /** Whether any object of it did. */
    public boolean cameInParts() {
        return hasNote(IN_PARTS);
    }

    /** Whether it leads to the bucket with many paths. */
    public boolean leadsToManyPaths() {
        return name.equals(Sink.FIELD.hop());
    }

    /** Whether files that were open together were committed together. */
    public boolean hadFilesTogether() {
        return hasNote(TOGETHER);
    }

    private boolean hasNote(String kind) {
        return notes.stream().anyMatch(note -> note.contains(" " + kind + ": "));
    }

    /** Without notes. */
    public Hop(
            String name,
            long due,
            long stored,
            long missing,
            long twice,
            long altered,
            long outOfOrder,
            long deadLettersDue,
            long deadLettersFound,
            long uploadsLeftOver,
            List<String> breaches) {
        this(
                name,
                due,
                stored,
                missing,
                twice,
                altered,
                outOfOrder,
                deadLettersDue,
                deadLettersFound,
                uploadsLeftOver,
                breaches,
                List.of());
    }
}
