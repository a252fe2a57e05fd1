package io.penstock.s3.partition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What S3 and the tools around it take for an object's key ("Object key naming guidelines" in the S3 user guide). A topic that
 * a transform has made from a record's field can be anything. Pure.
 */
public final class ObjectKey {

    private static final int MAX_BYTES = 1024;
    private static final String LEDGER = "_penstock/";

    private ObjectKey() {}

    /** Whether what stands at the key is the sink's own book-keeping, whose keys hold nothing of any record. */
    public static boolean isLedger(String key) {
        return key.startsWith(LEDGER);
    }

    /** What XML, in which stores list their keys, has no form for: one such key, and no listing of its prefix can be read (XML 1.0, 2.2). */
    private static boolean isUnlistable(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE
                || character == 0xFFFE
                || character == 0xFFFF;
    }

    /** Why a key cannot be used, without the key itself, which may hold a record's value; empty for a good one. */
    public static Optional<String> fault(String key) {
        if (key.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Optional.of("it is longer than " + MAX_BYTES + " bytes");
        }
        if (isLedger(key)) {
            return Optional.of("it lies under _penstock/, which belongs to the commit records");
        }
        if (key.codePoints().anyMatch(ObjectKey::isUnlistable)) {
            return Optional.of(
                    "it holds a control character, half of a surrogate pair, or what is no character at all");
        }
        if (List.of(key.split("/", -1)).stream()
                .anyMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."))) {
            return Optional.of("a segment of it is empty, \".\" or \"..\"");
        }
        return Optional.empty();
    }
}
