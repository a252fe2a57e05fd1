package io.penstock.mqtt.mapping;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
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

    public static Map<String, String> partition(String cluster, String clientId) {
        return Map.of(CLUSTER, cluster, CLIENT_ID, clientId);
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
