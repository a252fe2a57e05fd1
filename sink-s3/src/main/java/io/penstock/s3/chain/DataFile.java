package io.penstock.s3.chain;

import java.util.Map;
import java.util.Optional;

/**
 * What a commit record says of one data file, enough to put it again.
 *
 * @param nonce stands in the object's metadata too, and tells our object from another one at the same key
 * @param contentEncoding {@code gzip}, {@code zstd} or empty
 * @param firstOffset of its first record, by which messages name the file: the key may hold values of records; -1 in a commit
 *     record that does not say
 * @param records how many records it holds
 * @param bytes its size
 * @param metadata what the object says of itself beside its nonce; of a file that went up in parts more than was known when its
 *     upload was created
 */
public record DataFile(
        String key,
        String nonce,
        String contentType,
        Optional<String> contentEncoding,
        long firstOffset,
        long records,
        long bytes,
        Map<String, String> metadata) {

    public DataFile {
        metadata = Map.copyOf(metadata);
    }
}
