package io.penstock.mqtt.intake;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a QoS 1 packet is and when it is acknowledged. Invariants:
 *
 * <ul>
 *   <li>a PUBACK is sent only for a message that is durable, and for all that came before it on the same connection [MQTT-4.6.0-2];
 *   <li>only to the connection that brought the packet: identifiers of an old connection may mean other messages on a new one;
 *   <li>a message that this process has taken but never acknowledged, and that the broker sends again as such (DUP, same identifier, same content), is not emitted again: it is bound to the new
 *       connection, and acknowledged in its turn there, at once if it is durable already;
 *   <li>whatever else comes is a new message. A message that was acknowledged and comes again is one: the broker may have reused its identifier, and dropping it would lose messages.
 * </ul>
 *
 * <p>No I/O, no threads; guarded by the intake's lock.
 */
final class AckLedger {
    private static final int IDS = 65_536;

    /** What to do with a packet. */
    enum Verdict {
        /** Emit it. */
        NEW,
        /** Emit it, though another message held its identifier unacknowledged: the broker's state went back. */
        NEW_IN_PLACE_OF_ANOTHER,
        /** It is queued or in Kafka already: bound to this connection. */
        REBOUND,
        /** The same connection has brought it already, and will get its acknowledgement. */
        REPEATED
    }

    /** By packet identifier: taken and never acknowledged by this process. */
    private final @Nullable Delivery[] open = new @Nullable Delivery[IDS];

    /** What the current connection brought, in order, up to the first that is not acknowledged. */
    private final Deque<Delivery> arrivals = new ArrayDeque<>();

    private @Nullable Acknowledger acknowledger;
    private int connection;

    /** @param sessionPresent false: the broker remembers nothing, its identifiers begin anew [MQTT-3.2.2-5] */
    void connected(Acknowledger newest, boolean sessionPresent) {
        disconnected();
        acknowledger = newest;
        connection++;
        if (!sessionPresent) {
            Arrays.fill(open, null);
        }
    }

    void disconnected() {
        acknowledger = null;
        arrivals.clear();
    }

    /** @return {@code REBOUND} or {@code REPEATED} if the packet is known; else {@code NEW…}, to be followed by {@link #take} */
    Verdict judge(int packetId, boolean duplicate, long fingerprint) {
        Delivery known = open[packetId];
        if (known == null) {
            return Verdict.NEW;
        }
        if (!duplicate || known.fingerprint != fingerprint) {
            // Already now: the broker would take its acknowledgement for that of the new message.
            known.superseded = true;
            return Verdict.NEW_IN_PLACE_OF_ANOTHER;
        }
        if (known.connection == connection) {
            return Verdict.REPEATED;
        }
        bind(known);
        acknowledgeDurable();
        return Verdict.REBOUND;
    }

    /** A new message, judged before. */
    void take(Delivery delivery) {
        open[delivery.packetId] = delivery;
        bind(delivery);
    }

    private void bind(Delivery delivery) {
        delivery.connection = connection;
        arrivals.add(delivery);
    }

    void durable(Delivery delivery) {
        delivery.durable = true;
        acknowledgeDurable();
    }

    private void acknowledgeDurable() {
        Acknowledger current = acknowledger;
        for (Delivery head = arrivals.peek(); current != null && head != null && head.durable; head = arrivals.peek()) {
            if (!head.superseded) {
                if (!current.acknowledge(head.packetId)) {
                    disconnected(); // what is not acknowledged stays open: the broker will send it again
                    return;
                }
                open[head.packetId] = null;
            }
            arrivals.remove();
        }
    }

    /** Messages that the current connection brought and that are not acknowledged. */
    int inFlight() {
        return arrivals.size();
    }

    /** The one that waits longest for its acknowledgement. */
    @Nullable
    Delivery oldest() {
        return arrivals.peek();
    }
}
