package io.penstock.chaos.check;

import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageId;
import io.penstock.testkit.fault.ByteWatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts from the wire how often the MQTT broker has delivered each message of QoS 2 to the one session that reads them. A delivery begins with a PUBLISH and
 * goes on, however often that is sent again, until the broker has said PUBREL [MQTT-4.3.3-5]. A second delivery is the broker's doing: its publisher sent the
 * message again to a broker that had been killed and had forgotten it, or the broker came back in an older state than the one that it had spoken from.
 *
 * <p>Thread-safe: each connection is seen by a thread of its own.
 */
public final class BrokerWitness {

    private static final int PUBLISH = 3;
    private static final int PUBREL = 6;

    private final Map<Integer, MessageId> begun = new HashMap<>();
    private final Map<MessageId, Integer> deliveries = new HashMap<>();
    private int connections;
    private int newest;

    /** For a connection that is newer than all before. */
    public synchronized ByteWatch connection() {
        return new Packets(++connections);
    }

    /** How often the broker has begun to deliver the message. */
    public synchronized int deliveries(MessageId id) {
        return deliveries.getOrDefault(id, 0);
    }

    private synchronized void publish(int connection, int packetId, MessageId id) {
        if (isNewest(connection) && !id.equals(begun.put(packetId, id))) {
            deliveries.merge(id, 1, Integer::sum);
        }
    }

    private synchronized void released(int connection, int packetId) {
        if (isNewest(connection)) {
            begun.remove(packetId);
        }
    }

    /** What an older connection brings late, the broker has said before all that it said on this. */
    private boolean isNewest(int connection) {
        newest = Math.max(newest, connection);
        return connection == newest;
    }

    /** Cuts a stream into packets, and looks at the beginning of each. */
    private final class Packets implements ByteWatch {

        private static final int LENGTH_BYTES = 4;
        private static final int LOOKED_AT = 256;

        private final int connection;
        private final ByteBuffer begin = ByteBuffer.allocate(LOOKED_AT);
        private int header = -1;
        private int lengthBytes;
        private boolean lengthKnown;
        private int left;

        Packets(int connection) {
            this.connection = connection;
        }

        @Override
        public void bytes(byte[] buffer, int length) {
            int at = 0;
            while (at < length) {
                if (lengthKnown) {
                    int taken = Math.min(left, length - at);
                    begin.put(buffer, at, Math.min(taken, begin.remaining()));
                    at += taken;
                    left -= taken;
                } else {
                    header(buffer[at++]);
                }
                if (lengthKnown && left == 0) {
                    packet();
                }
            }
        }

        private void header(byte next) {
            if (header < 0) {
                header = next & 0xff;
                return;
            }
            left |= (next & 0x7f) << (7 * lengthBytes++);
            lengthKnown = next >= 0 || lengthBytes == LENGTH_BYTES;
        }

        private void packet() {
            begin.flip();
            if (header >> 4 == PUBLISH && (header >> 1 & 3) == 2) {
                byte[] topic = new byte[begin.getShort() & 0xffff];
                begin.get(topic);
                int packetId = begin.getShort() & 0xffff;
                idOf(new String(topic, StandardCharsets.UTF_8)).ifPresent(id -> publish(connection, packetId, id));
            } else if (header >> 4 == PUBREL) {
                released(connection, begin.getShort() & 0xffff);
            }
            begin.clear();
            header = -1;
            lengthBytes = 0;
            lengthKnown = false;
            left = 0;
        }
    }

    private static Optional<MessageId> idOf(String topic) {
        try {
            return Optional.of(Message.idOf(topic));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
