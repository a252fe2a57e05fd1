package io.penstock.s3.store;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is said of an object when it is created.
 *
 * @param metadata user metadata, without the {@code x-amz-meta-} prefix
 */
public record ObjectHeaders(String contentType, Optional<String> contentEncoding, Map<String, String> metadata) {

    /** The metadata entry by which an object is known as ours. */
    public static final String NONCE = "penstock-nonce";

    public ObjectHeaders {
        metadata = Map.copyOf(metadata);
    }

    /** User metadata as a store gave it back, by names in lower case: HTTP keeps no letter case, and not every store or proxy does. */
    static Map<String, String> answered(Map<String, String> metadata) {
        Map<String, String> lower = new HashMap<>();
        metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    public static ObjectHeaders ofType(String contentType) {
        return new ObjectHeaders(contentType, Optional.empty(), Map.of());
    }
}
