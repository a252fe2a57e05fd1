package io.penstock.s3.store;

import io.penstock.s3.partition.ObjectKey;
import java.util.ArrayList;
import java.util.List;
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

    /** What is asked for of an object at that key. */
    ObjectOptions at(String key) {
        return ObjectKey.isLedger(key) ? ofCommitRecords() : this;
    }

    /** By which keys they are configured, with their values where those are words of S3's. */
    List<String> configured() {
        List<String> keys = new ArrayList<>();
        encryption.algorithm().ifPresent(algorithm -> keys.add("s3.ssea.name=" + algorithm.header()));
        storageClass.ifPresent(name -> keys.add("s3.storage.class=" + name));
        acl.ifPresent(name -> keys.add("s3.acl.canned=" + name));
        if (!tags.isEmpty()) {
            keys.add("s3.object.tagging.key.value.pairs");
        }
        return List.copyOf(keys);
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
