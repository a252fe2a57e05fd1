package io.penstock.mqtt.mapping;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.session.Snapshot;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The source partition and offset of a session. At least once, the broker alone remembers what is to be sent again, and the offset carries no more than its format version, 1. Exactly once, with version 2, it
 * carries the session's memory as one text, since Connect takes no nested offsets: {@code <packet id>:<digest>,…}, both in base 36.
 */
public final class SourceOffset {
    static final String CLUSTER = "cluster";
    static final String CLIENT_ID = "client.id";
    static final String VERSION = "version";
    static final String MESSAGES = "messages";

    private static final long WITHOUT_MEMORY = 1;
    private static final long FORMAT = 2;
    private static final int RADIX = 36;
    private static final int PACKET_ID_MAX = 65_535;

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
        return Map.of(VERSION, WITHOUT_MEMORY);
    }

    /** Written out when asked for: of a transaction's records Connect asks the last one only. */
    public static Map<String, Object> remembering(Snapshot memory) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return Map.<String, Object>of(VERSION, FORMAT, MESSAGES, write(memory))
                        .entrySet();
            }
        };
    }

    private static String write(Snapshot memory) {
        StringJoiner text = new StringJoiner(",");
        memory.digests()
                .forEach((packetId, digest) ->
                        text.add(Integer.toString(packetId, RADIX) + ":" + Long.toUnsignedString(digest, RADIX)));
        return text.toString();
    }

    /**
     * @param offset as Connect has it; null at the first start
     * @throws FatalException if a newer connector wrote it, or none
     */
    public static Snapshot read(@Nullable Map<String, ?> offset) {
        checkVersion(offset);
        if (offset == null || !(offset.get(MESSAGES) instanceof String text) || text.isEmpty()) {
            return Snapshot.EMPTY;
        }
        Map<Integer, Long> digests = new HashMap<>();
        for (String message : text.split(",", -1)) {
            String[] parts = message.split(":", -1);
            try {
                int packetId = Integer.parseInt(parts[0], RADIX);
                if (parts.length != 2 || packetId < 1 || packetId > PACKET_ID_MAX) {
                    throw new NumberFormatException("no packet id with a digest");
                }
                digests.put(packetId, Long.parseUnsignedLong(parts[1], RADIX));
            } catch (NumberFormatException e) {
                throw new FatalException(
                        MqttError.OFFSETS_NOT_OURS,
                        "the source offset's field " + MESSAGES + " cannot be read. "
                                + MqttError.OFFSETS_NOT_OURS.remedy(),
                        e);
            }
        }
        return Snapshot.of(digests);
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
        return offset.get(VERSION) instanceof Number version
                && offset.keySet()
                        .equals(version.longValue() == WITHOUT_MEMORY ? Set.of(VERSION) : Set.of(VERSION, MESSAGES));
    }
}
