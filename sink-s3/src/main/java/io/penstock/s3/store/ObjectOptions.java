package io.penstock.s3.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the requests that create objects ask of the store. Empty for what the bucket does by itself.
 *
 * @param acl a canned one
 */
public record ObjectOptions(
        Optional<String> storageClass, Encryption encryption, Optional<String> acl, Map<String, String> tags) {

    /** Of those that a bucket's policy may demand of every request, as they give the objects to its owner. */
    private static final Set<String> OWNERS = Set.of("bucket-owner-full-control", "bucket-owner-read");

    public static final ObjectOptions NONE =
            new ObjectOptions(Optional.empty(), Encryption.OF_THE_BUCKET, Optional.empty(), Map.of());

    public ObjectOptions {
        tags = Map.copyOf(tags);
    }

    /**
     * The same for commit records, which hold data and so are encrypted alike; which live for days and are read back, so that
     * no class with a shortest stay, or without reading, is theirs; which rules that go by tags must leave alone; and which
     * nobody but the sink has to read.
     */
    ObjectOptions ofCommitRecords() {
        return new ObjectOptions(Optional.empty(), encryption, acl.filter(OWNERS::contains), Map.of());
    }
}
