package io.penstock.s3.writer;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.partition.KeySegment;
import io.penstock.s3.store.ObjectHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one object says of itself in its user metadata: who wrote it, which records it holds, by which schema. S3 takes metadata
 * only with the request that creates an object, or an upload: of a file that goes up in parts the object says what is known
 * when it begins, and its commit record says all. Confined to the task's thread.
 */
final class ObjectMetadata {

    /** Of all entries, without S3's own {@code x-amz-meta-}. */
    static final String PREFIX = "penstock-";

    /** Of these entries' names and meanings. */
    private static final String FORMAT_VERSION = "1";

    /** S3 takes 2 KB of all names and values together, of which this may be one. */
    private static final int MAX_VALUE_CHARS = 1_000;

    private static final int FINGERPRINT_BYTES = 16;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._%-]{1,250}");

    private final Map<String, String> start = new HashMap<>();
    private long records;
    private long last;
    private long earliest = Long.MAX_VALUE;
    private long latest = Long.MIN_VALUE;

    /** @param connector its name, which may be any text */
    ObjectMetadata(String connector, RecordCoordinates first, FileSchema schema) {
        put(start, "format-version", FORMAT_VERSION);
        put(start, "connector", KeySegment.encoded(connector)); // metadata is ASCII
        put(start, "topic", first.topic());
        put(start, "partition", first.partition());
        put(start, "first-offset", first.offset());
        if (!schema.equals(FileSchema.ANY)) {
            put(start, "schema", fingerprint(schema.toString()));
        }
    }

    /**
     * Counts a record, in the order of offsets.
     *
     * @param timestamp in milliseconds; null where it has none
     */
    void add(long offset, @Nullable Long timestamp) {
        records++;
        last = offset;
        if (timestamp != null) {
            earliest = Math.min(earliest, timestamp);
            latest = Math.max(latest, timestamp);
        }
    }

    long records() {
        return records;
    }

    /** What is known when the first record comes. */
    Map<String, String> atStart() {
        return Map.copyOf(start);
    }

    /**
     * All, once the last record has come.
     *
     * @param next the partition's next offset once the batch is durable: beyond its own records lie those of the batch's other
     *     files, and what was passed over
     */
    Map<String, String> whole(long next) {
        Map<String, String> whole = new HashMap<>(start);
        put(whole, "last-offset", last);
        put(whole, "next-offset", next);
        put(whole, "records", records);
        if (latest >= earliest) {
            put(whole, "min-timestamp", earliest);
            put(whole, "max-timestamp", latest);
        }
        return whole;
    }

    /**
     * Whose an object is by what it says of itself, as the end of a sentence.
     *
     * @param there the metadata of the object, which need not be a sink's
     */
    static String whose(Map<String, String> there) {
        String connector = there.get(PREFIX + "connector");
        if (connector == null || !there.containsKey(ObjectHeaders.NONCE)) {
            return "By its metadata no sink of this kind wrote it";
        }
        return "By its metadata connector " + shown(connector) + " wrote it, with records of "
                + shown(there.get(PREFIX + "topic")) + "-" + shown(there.get(PREFIX + "partition")) + " from offset "
                + shown(there.get(PREFIX + "first-offset"))
                + (there.containsKey(PREFIX + "last-offset")
                        ? " to " + shown(there.get(PREFIX + "last-offset"))
                        : " on");
    }

    /** Anybody may have written it. */
    private static String shown(@Nullable String text) {
        return text != null && PLAIN.matcher(text).matches() ? text : "?";
    }

    private static void put(Map<String, String> metadata, String name, Object value) {
        String text = value.toString();
        if (text.length() <= MAX_VALUE_CHARS) {
            metadata.put(PREFIX + name, text);
        }
    }

    private static String fingerprint(String schema) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(schema.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
