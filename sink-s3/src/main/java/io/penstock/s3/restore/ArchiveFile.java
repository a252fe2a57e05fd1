package io.penstock.s3.restore;

import java.util.Optional;

/**
 * A file of an archive.
 *
 * @param key not for messages: it may hold values of records
 * @param firstOffset of its first record
 * @param generation how often the offsets had been reset when it was written
 * @param distinct whether it was written at least once, and no commit record lists it
 * @param listed as its commit record describes it; empty where that is gone
 */
record ArchiveFile(
        String topic,
        int partition,
        String key,
        String etag,
        long size,
        long firstOffset,
        int generation,
        String extension,
        boolean distinct,
        Optional<ListedFile> listed) {

    /** Which the object must bear. */
    Optional<String> nonce() {
        return listed.map(ListedFile::nonce);
    }

    /** By its first record. */
    @Override
    public String toString() {
        return "the file from " + topic + "-" + partition + "@" + firstOffset + " on";
    }
}
