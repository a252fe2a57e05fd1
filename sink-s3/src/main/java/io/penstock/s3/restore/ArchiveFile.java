package io.penstock.s3.restore;

import java.util.Optional;

/**
 * A file of an archive.
 *
 * @param key not for messages: it may hold values of records
 * @param firstOffset of its first record
 * @param generation how often the offsets had been reset when it was written
 * @param nonce that the object must bear, by its commit record; empty where that is gone
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
        Optional<String> nonce) {

    ArchiveFile withNonce(Optional<String> known) {
        return new ArchiveFile(topic, partition, key, etag, size, firstOffset, generation, extension, known);
    }

    /** By its first record. */
    @Override
    public String toString() {
        return "the file from " + topic + "-" + partition + "@" + firstOffset + " on";
    }
}
