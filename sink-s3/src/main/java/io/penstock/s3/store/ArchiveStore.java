package io.penstock.s3.store;

import io.penstock.s3.buffer.Content;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bucket as a reader sees it. Each method is one request, tried once.
 *
 * <p>Each throws {@link io.penstock.common.error.TransientException} when the same request may succeed later, and {@link
 * io.penstock.common.error.FatalException} when it never will. Thread-safe.
 */
public interface ArchiveStore extends AutoCloseable {

    /**
     * One page of the objects whose keys begin with the prefix.
     *
     * @param token that the page before gave; null for the first. The same token gives the same page, and may be asked for again
     */
    Page page(String prefix, @Nullable String token);

    /**
     * A part of an object.
     *
     * @param from the first byte; within the object
     * @param length the most bytes; fewer come at the object's end
     * @param etag that the object must have still
     * @return empty when there is no such object any more, or it has changed
     */
    Optional<Range> read(String key, String etag, long from, int length);

    @Override
    void close();

    /** A listed object. */
    record Found(String key, String etag, long size) {}

    /** @param next the token of the page after it; empty where it is the last */
    record Page(List<Found> found, Optional<String> next) {

        public Page {
            found = List.copyOf(found);
        }
    }

    /** @param nonce by which the sink knows an object for its own; empty where it is none of the sink's */
    record Range(Content content, Optional<String> nonce) {}
}
