package io.penstock.mqtt;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/**
 * What the broker sent at QoS 2 on one connection and the client has not answered yet: as long as there is nothing, no receive maximum holds the broker back, and what it has for a granted subscription it must send
 * [MQTT-4.6.0-6]. Thread-safe.
 */
final class Unanswered {
    private final Set<Short> messages = new HashSet<>();
    private final Set<Short> releases = new HashSet<>();
    private boolean granted;

    synchronized void look(PacketNetwork.Kind kind, ByteBuffer fields) {
        switch (kind) {
            case SUBACK -> granted = true;
            case PUBLISH -> messages.add(fields.getShort(fields.getShort(0) + 2));
            case PUBREC -> messages.remove(fields.getShort(0));
            case PUBREL -> releases.add(fields.getShort(0));
            case PUBCOMP -> releases.remove(fields.getShort(0));
            case CONNECT, CONNACK, SUBSCRIBE -> {}
        }
    }

    /** Whether the subscription was granted on this connection and all has been answered. */
    synchronized boolean isNothing() {
        return granted && messages.isEmpty() && releases.isEmpty();
    }
}
