package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.MessageId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Function;

/** Which objects a record may lie in, as the S3 sink's docs say it of this instrument's configurations. Pure. */
final class Layout {

    private static final String TOP = "topics/" + Names.TOPIC + "/";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/HH/mm/ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long SPAN = Duration.ofSeconds(30).toMillis();
    private static final String NOTHING = "__HIVE_DEFAULT_PARTITION__";

    private final Function<LogEntry, String> path;

    private Layout(Function<LogEntry, String> path) {
        this.path = path;
    }

    /** One path for each partition of the topic. */
    static Layout plain() {
        return new Layout(entry -> "partition=" + entry.at().partition());
    }

    /** One for each half minute of the records' time. */
    static Layout timed() {
        return new Layout(entry -> SECOND.format(Instant.ofEpochMilli(entry.timestamp() / SPAN * SPAN)));
    }

    /** One for each zone, and one for those without. */
    static Layout byZone(Function<MessageId, Content> contents) {
        return new Layout(entry ->
                Names.ZONE_FIELD + "=" + segment(contents.apply(entry.id()).zone()));
    }

    /** Whether an object of this key may hold the record. */
    boolean fits(String key, LogEntry entry) {
        return folder(key).equals(TOP + path.apply(entry));
    }

    /** Whether an object of this key may begin with the record there. */
    static boolean isNamedAfter(String key, Coordinates first) {
        String name = String.format(Locale.ROOT, "%s-%d-%020d.", Names.TOPIC, first.partition(), first.offset());
        return key.substring(key.lastIndexOf('/') + 1).startsWith(name);
    }

    /** Without the last segment. */
    static String folder(String key) {
        return key.substring(0, Math.max(0, key.lastIndexOf('/')));
    }

    private static String segment(String value) {
        if (value.isEmpty()) {
            return NOTHING;
        }
        // What a path calls nothing cannot be a value's name too.
        return value.equals(NOTHING)
                ? "%5F" + NOTHING.substring(1)
                : URLEncoder.encode(value, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("*", "%2A");
    }
}
