package io.penstock.mqtt.mapping;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The source partition and offset of a session. The broker alone remembers what is to be sent again, so that the offset carries no more than its format version.
 */
public final class SourceOffset {
    static final String CLUSTER = "cluster";
    static final String CLIENT_ID = "client.id";
    static final String VERSION = "version";

    private static final long FORMAT = 1;

    private SourceOffset() {}

    /**
     * Connect finds an offset by the bytes that the partition is written as, in the map's order: it must be the same in every process, which that of {@code Map.of} is not, and that of Connect's own maps, for its REST
     * interface to find the offset too.
     */
    public static Map<String, String> partition(String cluster, String clientId) {
        Map<String, String> partition = new HashMap<>();
        partition.put(CLUSTER, cluster);
        partition.put(CLIENT_ID, clientId);
        return Collections.unmodifiableMap(partition);
    }

    public static Map<String, Object> atLeastOnce() {
        return Map.of(VERSION, FORMAT);
    }

    /** @throws FatalException if a newer connector wrote it */
    public static void checkVersion(@Nullable Map<String, ?> offset) {
        if (offset != null && offset.get(VERSION) instanceof Number version && version.longValue() > FORMAT) {
            throw new FatalException(
                    CommonError.NEWER_FORMAT,
                    "the source offset has format version " + version + ", this connector knows up to " + FORMAT
                            + "; install the newer version on every worker");
        }
    }

    /** Whether a partition or an offset that a user gave has the fields that this connector writes. */
    public static boolean isPartition(Map<String, ?> partition) {
        return partition.keySet().equals(Set.of(CLUSTER, CLIENT_ID));
    }

    public static boolean isOffset(Map<String, ?> offset) {
        return offset.keySet().equals(Set.of(VERSION)) && offset.get(VERSION) instanceof Number;
    }
}
