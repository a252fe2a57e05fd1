package io.penstock.mqtt.mapping;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import io.penstock.common.offset.SourcePartition;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.session.Snapshot;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The source partition and offset of a session. An offset carries the filters that the session may be subscribed to, parted by commas. At least once, the broker alone remembers what is to be sent again, and the format version
 * is 1. Exactly once, with version 2, the offset carries the session's memory too, as one text, since Connect takes no nested offsets: in ascending order of the packet ids, of each its distance to the one before, as a variable
 * byte integer of MQTT, and the digest's eight bytes; all in Base64. So all 65,535 ids fit into a record of Kafka's default size. The digest is that of {@code Fingerprint}; a change of it is a new version.
 */
public final class SourceOffset {
    static final String CLUSTER = "cluster";
    static final String CLIENT_ID = "client.id";
    static final String VERSION = "version";
    static final String FILTERS = "filters";
    static final String MESSAGES = "messages";

    private static final long WITHOUT_MEMORY = 1;
    private static final long FORMAT = 2;
    private static final int PACKET_ID_MAX = 65_535;
    private static final int GAP_BYTES_MAX = 3;

    private SourceOffset() {}

    public static Map<String, String> partition(String cluster, String clientId) {
        return SourcePartition.of(Map.of(CLUSTER, cluster, CLIENT_ID, clientId));
    }

    public static Map<String, Object> atLeastOnce(List<String> filters) {
        return lazily(() -> Map.of(VERSION, WITHOUT_MEMORY, FILTERS, String.join(",", filters)));
    }

    public static Map<String, Object> remembering(Snapshot memory, List<String> filters) {
        return lazily(() -> Map.of(VERSION, FORMAT, FILTERS, String.join(",", filters), MESSAGES, write(memory)));
    }

    /** Written out when asked for: each record has an offset, and Connect asks the last one of a transaction, or of the time between two commits, only. */
    private static Map<String, Object> lazily(Supplier<Map<String, Object>> fields) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return fields.get().entrySet();
            }
        };
    }

    private static String write(Snapshot memory) {
        ByteBuffer bytes = ByteBuffer.allocate(memory.size() * (GAP_BYTES_MAX + Long.BYTES));
        memory.forEach(new Snapshot.Visitor() {
            private int last;

            @Override
            public void visit(int packetId, long digest) {
                writeGap(bytes, packetId - last);
                bytes.putLong(digest);
                last = packetId;
            }
        });
        return Base64.getEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private static void writeGap(ByteBuffer bytes, int gap) {
        int rest = gap;
        for (; rest > 0x7F; rest >>>= 7) {
            bytes.put((byte) (rest | 0x80));
        }
        bytes.put((byte) rest);
    }

    /**
     * @param offset as Connect has it; null at the first start
     * @throws FatalException if a newer connector wrote it, or none
     */
    public static Snapshot read(@Nullable Map<String, ?> offset) {
        checkVersion(offset);
        if (offset == null || !(offset.get(MESSAGES) instanceof String text)) {
            return Snapshot.EMPTY;
        }
        try {
            return read(ByteBuffer.wrap(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new FatalException(
                    MqttError.OFFSETS_NOT_OURS,
                    "the source offset's field " + MESSAGES + " cannot be read. " + MqttError.OFFSETS_NOT_OURS.remedy(),
                    e);
        }
    }

    private static Snapshot read(ByteBuffer bytes) {
        Map<Integer, Long> digests = new HashMap<>();
        int packetId = 0;
        while (bytes.hasRemaining()) {
            int gap = readGap(bytes);
            packetId += gap;
            if (gap < 1 || packetId > PACKET_ID_MAX) {
                throw new IllegalArgumentException("no packet id");
            }
            digests.put(packetId, bytes.getLong());
        }
        return Snapshot.of(digests);
    }

    private static int readGap(ByteBuffer bytes) {
        int gap = 0;
        for (int i = 0; i < GAP_BYTES_MAX; i++) {
            byte digit = bytes.get();
            gap |= (digit & 0x7F) << (7 * i);
            if (digit >= 0) {
                return gap;
            }
        }
        throw new IllegalArgumentException("a distance is too long");
    }

    /** @return what the session may be subscribed to, as far as is known; empty at the first start */
    public static List<String> filters(@Nullable Map<String, ?> offset) {
        return offset != null && offset.get(FILTERS) instanceof String text && !text.isEmpty()
                ? List.of(text.split(",", -1))
                : List.of();
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
        Set<String> known = Set.of(VERSION, FILTERS, MESSAGES);
        return offset.get(VERSION) instanceof Number version
                && known.containsAll(offset.keySet())
                && offset.containsKey(MESSAGES) == (version.longValue() != WITHOUT_MEMORY);
    }
}
