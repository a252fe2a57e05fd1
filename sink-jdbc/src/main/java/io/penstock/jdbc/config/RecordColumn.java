package io.penstock.jdbc.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A column that takes something of a record beside its key and value. */
public sealed interface RecordColumn {

    String HEADER = "header.";

    /** The column's name. */
    String column();

    /** The original topic, as text. */
    record Topic(String column) implements RecordColumn {}

    /** The original partition. */
    record Partition(String column) implements RecordColumn {}

    /** The original offset. */
    record Offset(String column) implements RecordColumn {}

    /** The record's timestamp, a point in time. */
    record Timestamp(String column) implements RecordColumn {}

    /** The last header of a name. */
    record Header(String name, String column) implements RecordColumn {}

    /**
     * From {@code topic,offset:kafka_offset,header.trace-id:trace}.
     *
     * @throws IllegalArgumentException that names what cannot be used
     */
    static List<RecordColumn> parse(String text) {
        List<RecordColumn> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String word : text.split(",", -1)) {
            if (!word.isBlank()) {
                RecordColumn column = parseOne(word.trim());
                if (!names.add(column.column())) {
                    throw new IllegalArgumentException("column \"" + column.column() + "\" stands in it twice");
                }
                columns.add(column);
            }
        }
        return columns;
    }

    private static RecordColumn parseOne(String word) {
        int colon = word.indexOf(':');
        String what = (colon < 0 ? word : word.substring(0, colon)).trim();
        String column =
                colon < 0 ? defaultColumn(what) : word.substring(colon + 1).trim();
        if (column.isEmpty()) {
            throw new IllegalArgumentException("\"" + word + "\" names no column");
        }
        return switch (what) {
            case "topic" -> new Topic(column);
            case "partition" -> new Partition(column);
            case "offset" -> new Offset(column);
            case "timestamp" -> new Timestamp(column);
            default -> {
                if (!what.startsWith(HEADER) || what.length() == HEADER.length()) {
                    throw new IllegalArgumentException(
                            "\"" + what + "\" is none of topic, partition, offset, timestamp and header.<name>");
                }
                yield new Header(what.substring(HEADER.length()), column);
            }
        };
    }

    private static String defaultColumn(String what) {
        return what.startsWith(HEADER) ? what.substring(HEADER.length()) : "__connect_" + what;
    }
}
