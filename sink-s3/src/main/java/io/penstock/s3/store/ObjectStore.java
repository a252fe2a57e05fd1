package io.penstock.s3.store;

import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;

/**
 * One bucket, strongly consistent. Each method is one request (a listing: one a page), tried once: whoever calls decides on
 * retries, so that every attempt is known and counted. A HEAD that is refused says no reason, and is asked again by a GET that does.
 *
 * <p>Each throws {@link io.penstock.common.error.TransientException} when the same request may succeed later, its outcome
 * unknown until then, and {@link io.penstock.common.error.FatalException} when it never will. Thread-safe.
 */
public interface ObjectStore extends AutoCloseable {

    /** Puts with {@code If-None-Match: *}; empty when the key is taken. */
    Optional<Stored> putIfAbsent(String key, Content content, ObjectHeaders headers);

    /** Puts, whatever stands at the key. */
    void put(String key, Content content, ObjectHeaders headers);

    Optional<Fetched> get(String key);

    /** The user metadata of an object, by names in lower case; empty when there is none at the key. */
    Optional<Map<String, String>> metadata(String key);

    Listed list(String prefix);

    /**
     * Lists some folders of a prefix in one go; takes no more pages than one listing each would, and one.
     *
     * @param prefix what the keys of all of them begin with
     * @param folders prefixes that end in a slash
     * @param most how many entries may be held; beyond that the folders to come are left out
     * @param wanted asked before each page: once it is false no more pages are taken
     */
    Folders listFolders(String prefix, SortedSet<String> folders, int most, BooleanSupplier wanted);

    /**
     * The names of the folders directly below a prefix.
     *
     * @param prefix ends in a slash
     */
    List<String> folders(String prefix);

    /** Succeeds too when there is no such object. */
    void delete(String key);

    /**
     * The same by one who is in a hurry.
     *
     * @param patience the longest wait for the answer, where it is shorter than that of every request
     */
    void delete(String key, Duration patience);

    /** @return the upload id */
    String createUpload(String key, ObjectHeaders headers);

    /**
     * @param number from 1
     * @return empty when there is no such upload (any more)
     */
    Optional<Part> uploadPart(Upload upload, int number, Content content);

    /** @return false when there is no such upload (any more) */
    boolean complete(Upload upload, List<Part> parts);

    /** Succeeds too when there is no such upload. */
    void abort(Upload upload);

    /**
     * The same by one who is in a hurry.
     *
     * @param patience the longest wait for the answer, where it is shorter than that of every request
     */
    void abort(Upload upload, Duration patience);

    /** The unfinished uploads at exactly this key. */
    List<Upload> uploadsAt(String key);

    /**
     * The same by one who is in a hurry.
     *
     * @param patience the longest wait for each answer, where it is shorter than that of every request
     */
    List<Upload> uploadsAt(String key, Duration patience);

    @Override
    void close();

    /** @param serverTime when the object was stored, by the server's clock; empty where it told none */
    record Stored(Optional<Instant> serverTime) {}

    /** An object read whole. */
    record Fetched(Content content, Instant modified) {}

    /** @param serverTime when the listing was made, by the clock of the server */
    record Listed(List<Entry> entries, Optional<Instant> serverTime) {}

    /**
     * Folders of one listing.
     *
     * @param entries of each folder that was seen whole, of an empty one too
     * @param serverTime when the listing began, by the clock of the server
     */
    record Folders(Map<String, List<Entry>> entries, Optional<Instant> serverTime) {}

    /** One listed object. */
    record Entry(String key, Instant modified) {}
}
