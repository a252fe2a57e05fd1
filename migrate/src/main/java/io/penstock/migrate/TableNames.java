package io.penstock.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Tables of single topics, where others make another name of a topic than {@code table.name.format} does here: there the dots
 * of a topic part schema and table, or become other characters; here they are a part of the table's name.
 */
final class TableNames {

    private static final String TOPIC = "${topic}";
    private static final Pattern ROUTER = Pattern.compile("transforms\\.[^.]+\\.type");

    private final Translation to;
    private final String format;
    private final List<String> mapped = new ArrayList<>();

    TableNames(Translation to, String format) {
        this.to = to;
        this.format = format;
    }

    /** Keeps pairs of topic and table that the other connector has itself. */
    void keep(String pairs) {
        for (String pair : pairs.split(",", -1)) {
            mapped.add(pair.trim());
        }
    }

    /**
     * @param theirs the whole name that is made of a topic there; a dot in it parts schema and table
     * @param key what to name in the report
     * @param what is done there, as a clause
     */
    void translate(UnaryOperator<String> theirs, String key, String what) {
        int before = mapped.size();
        if (format.contains(TOPIC)) {
            Optional<String> topics = to.made("topics");
            boolean renamed = to.ours().entrySet().stream()
                    .anyMatch(entry -> ROUTER.matcher(entry.getKey()).matches()
                            && entry.getValue().trim().endsWith("Router"));
            if (topics.isEmpty() || renamed) {
                elsewhere(theirs, key, what);
            } else {
                for (String topic : topics.get().split(",", -1)) {
                    map(topic.trim(), theirs, key, what);
                }
            }
        }
        if (!mapped.isEmpty()) {
            to.put("table.name.map", String.join(",", mapped));
        }
        if (mapped.size() > before) {
            to.changed(key, what + "; table.name.map names the tables of these topics.");
        }
    }

    private void map(String topic, UnaryOperator<String> theirs, String key, String what) {
        String table = theirs.apply(topic);
        boolean same = !topic.contains(".") && table.equals(format.replace(TOPIC, topic));
        if (same || topic.isEmpty() || mapped.stream().anyMatch(pair -> pair.startsWith(topic + ":"))) {
            return;
        }
        if (table.chars().filter(character -> character == '.').count() > 1) {
            to.decide(
                    key,
                    what + ", which makes names of three parts. Name these topics' tables, as schema.table, in"
                            + " table.name.map; the database is in connection.url.");
        } else {
            mapped.add(topic + ":" + table);
        }
    }

    /** Where the topics are not known, a topic of small letters without a dot is the only one that is surely the same. */
    private void elsewhere(UnaryOperator<String> theirs, String key, String what) {
        String pattern = to.made("topics.regex").orElse(".");
        boolean plain = !pattern.contains(".") && theirs.apply(pattern).equals(format.replace(TOPIC, pattern));
        if (!plain) {
            to.decide(
                    key,
                    what + ". Which topics come is not known here: name their tables in table.name.map, or by"
                            + " table.name.topic.pattern with table.name.format, or rename topics by the RegexRouter transform.");
        }
    }

    /** {@code format} for a topic, as all of them make it. */
    static String filled(String format, String topic) {
        return format.replace(TOPIC, topic);
    }
}
