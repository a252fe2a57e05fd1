package io.penstock.quickstart.reconcile;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The result of a run.
 *
 * @param published messages that the MQTT broker acknowledged to the publisher
 * @param deadLetters records in the dead letter queues
 */
public record Reconciliation(
        long published, StoreResult kafka, StoreResult postgresql, StoreResult s3, long deadLetters) {

    private static final String ROW = "%-12s%12s%12s%12s";

    /** Whether each store holds each published id exactly once. A dead letter is missing where it was to go. */
    public boolean exactlyOnce() {
        return kafka.exactlyOnce() && postgresql.exactlyOnce() && s3.exactlyOnce();
    }

    /** The table for the terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "published and acknowledged: %,d   dead letters: %,d", published, deadLetters));
        lines.add(String.format(Locale.ROOT, ROW, "", "stored", "missing", "duplicated"));
        row(lines, "kafka", kafka);
        row(lines, "postgresql", postgresql);
        row(lines, "s3", s3);
        lines.add(
                exactlyOnce()
                        ? "Every acknowledged message is in each store exactly once."
                        : "NOT exactly once: messages are missing or duplicated.");
        return lines;
    }

    /** The same for programs: {@code published}, {@code kafka}, {@code postgresql}, {@code s3}, {@code dead_letters}. */
    public ObjectNode json() {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("published", published);
        store(root.putObject("kafka"), kafka);
        store(root.putObject("postgresql"), postgresql);
        store(root.putObject("s3"), s3);
        root.put("dead_letters", deadLetters);
        return root;
    }

    private static void store(ObjectNode node, StoreResult result) {
        node.put("stored", result.stored());
        node.put("missing", result.missing());
        node.put("duplicated", result.duplicated());
    }

    private static void row(List<String> lines, String name, StoreResult result) {
        String row = String.format(
                Locale.ROOT, ROW, name, number(result.stored()), number(result.missing()), number(result.duplicated()));
        StringBuilder remarks = new StringBuilder();
        if (result.unacknowledged() > 0) {
            remarks.append("   + ")
                    .append(number(result.unacknowledged()))
                    .append(" never acknowledged to the publisher");
        }
        if (result.unreadable() > 0) {
            remarks.append("   + ").append(number(result.unreadable())).append(" without an id of this run");
        }
        lines.add(row + remarks);
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
