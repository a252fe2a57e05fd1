package io.penstock.s3.store;

import io.penstock.s3.buffer.Content;
import java.util.List;
import java.util.Optional;

/**
 * One bucket as a reader sees it. Each method is one request (a listing: one a page), tried once.
 *
 * <p>Each throws {@link io.penstock.common.error.TransientException} when the same request may succeed later, and {@link
 * io.penstock.common.error.FatalException} when it never will. Thread-safe.
 */
public interface ArchiveStore extends AutoCloseable {

    /** All objects whose keys begin with the prefix, in the order of their keys. */
    List<Found> list(String prefix);

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

    /** @param nonce by which the sink knows an object for its own; empty where it is none of the sink's */
    record Range(Content content, Optional<String> nonce) {}
}
