package io.penstock.mqtt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks on, over all connections of a session, for messages that a broker sends again though it must not, having sent their PUBREL [MQTT-4.3.3-6]: no receiver can tell such a one from another that it did not get. Thread-safe. */
final class SentAgain {
    private static final int DUP = 0x8;

    private final Map<Integer, String> sent = new HashMap<>();
    private final Set<Integer> released = new HashSet<>();
    private final Set<String> wrongly = new HashSet<>();

    /** @param fields of a PUBREL, after its header */
    synchronized void pubRel(ByteBuffer fields) {
        released.add((int) fields.getShort());
    }

    /**
     * @param flags of the header
     * @param fields after the header
     * @param properties whether the connection's version has any
     */
    synchronized void publish(int flags, ByteBuffer fields, boolean properties) {
        fields.position(fields.getShort() + 2);
        int packetId = fields.getShort();
        if (properties) {
            int length = fields.get(); // of this test's messages below 128
            fields.position(fields.position() + length);
        }
        String payload = StandardCharsets.UTF_8.decode(fields).toString();
        boolean same = payload.equals(sent.put(packetId, payload));
        if (!same) {
            released.remove(packetId);
        } else if ((flags & DUP) != 0 && released.contains(packetId)) {
            wrongly.add(payload);
        }
    }

    /** The payloads of those. */
    synchronized Set<String> wrongly() {
        return Set.copyOf(wrongly);
    }
}
