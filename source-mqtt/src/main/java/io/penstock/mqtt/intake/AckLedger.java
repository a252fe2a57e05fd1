package io.penstock.mqtt.intake;

import io.penstock.mqtt.client.Acknowledgement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a packet of QoS 1 or 2 is and when it is acknowledged. Invariants:
 *
 * <ul>
 *   <li>a PUBACK or PUBREC is sent only for a message that is durable, and for all that came before it on the same connection [MQTT-4.6.0-2] [MQTT-4.6.0-3];
 *   <li>only to the connection that brought the packet: identifiers of an old connection may mean other messages on a new one;
 *   <li>a message that this process has taken, and that the broker sends again as such (DUP, same identifier, same content) though it may not forget it yet, is not emitted again: it is bound to the new
 *       connection, and acknowledged in its turn there, at once if it is durable already. At QoS 1 the broker may have forgotten it as soon as a PUBACK was sent; at QoS 2 not before its PUBREL came and a
 *       PUBCOMP was sent [MQTT-4.3.3-10] [MQTT-4.3.3-12];
 *   <li>whatever else comes is a new message. A message of QoS 1 that was acknowledged and comes again is one: the broker may have reused its identifier, and dropping it would lose messages;
 *   <li>each PUBREL is answered with PUBCOMP, at once [MQTT-4.3.3-11]: the message is durable, for no PUBREC left before that, or it is one that an earlier process took.
 * </ul>
 *
 * <p>No I/O, no threads; guarded by the intake's lock.
 */
final class AckLedger implements Handshake {
    private static final int IDS = 65_536;

    /** By packet identifier: taken by this process, and the broker cannot have forgotten it. */
    private final @Nullable Delivery[] open = new @Nullable Delivery[IDS];

    /** What the current connection brought, in order, up to the first that is not acknowledged. */
    private final Deque<Delivery> arrivals = new ArrayDeque<>();

    private @Nullable Acknowledger acknowledger;
    private int connection;

    /** Messages whose PUBREC the current connection has sent and whose PUBREL has not come. */
    private int unreleased;

    /** @param sessionPresent false: the broker remembers nothing, its identifiers begin anew [MQTT-3.2.2-5] */
    @Override
    public void connected(Acknowledger newest, boolean sessionPresent) {
        disconnected();
        acknowledger = newest;
        connection++;
        if (!sessionPresent) {
            Arrays.fill(open, null);
        }
    }

    @Override
    public void disconnected() {
        acknowledger = null;
        arrivals.clear();
        unreleased = 0;
    }

    @Override
    public Verdict judge(int qos, int packetId, boolean duplicate, long fingerprint) {
        Delivery known = open[packetId];
        if (known == null) {
            return Verdict.NEW;
        }
        if (!duplicate || known.fingerprint != fingerprint) {
            // Already now: the broker would take its acknowledgement for that of the new message.
            supersede(known);
            return Verdict.NEW_IN_PLACE_OF_ANOTHER;
        }
        if (known.connection == connection && !known.acknowledged) {
            return Verdict.REPEATED;
        }
        bind(known);
        acknowledgeDurable();
        return Verdict.REBOUND;
    }

    /** A new message, judged before. */
    @Override
    public void take(Delivery delivery) {
        if (delivery.packetId != Delivery.NO_ID) {
            open[delivery.packetId] = delivery;
            bind(delivery);
        }
    }

    private void supersede(Delivery delivery) {
        delivery.superseded = true;
        noLongerAwaitsRelease(delivery);
    }

    private void bind(Delivery delivery) {
        noLongerAwaitsRelease(delivery);
        delivery.connection = connection;
        arrivals.add(delivery);
    }

    @Override
    public void durable(Delivery delivery, boolean stored) {
        delivery.durable = true;
        acknowledgeDurable();
    }

    @Override
    public void skip(Delivery delivery) {
        durable(delivery, false);
    }

    private void acknowledgeDurable() {
        Acknowledger current = acknowledger;
        for (Delivery head = arrivals.peek(); current != null && head != null && head.durable; head = arrivals.peek()) {
            if (!head.superseded) {
                if (!current.acknowledge(
                        head.qos == 2 ? Acknowledgement.PUBREC : Acknowledgement.PUBACK, head.packetId)) {
                    disconnected(); // what is not acknowledged stays open: the broker will send it again
                    return;
                }
                acknowledged(head);
            }
            arrivals.remove();
        }
    }

    private void acknowledged(Delivery delivery) {
        if (delivery.qos == 2) {
            delivery.acknowledged = true;
            unreleased++;
        } else {
            open[delivery.packetId] = null;
        }
    }

    private void noLongerAwaitsRelease(Delivery delivery) {
        if (delivery.acknowledged && delivery.connection == connection && unreleased > 0) {
            unreleased--;
        }
        delivery.acknowledged = false;
    }

    /**
     * PUBREL. One for a message whose PUBREC this connection has not sent tells that the broker has it all the same, from an earlier connection or process: then none follows, since the identifier is free once
     * the PUBCOMP is there.
     */
    @Override
    public void released(int packetId) {
        Delivery known = open[packetId];
        boolean expected = known != null && known.qos == 2;
        if (known != null && expected) {
            known.superseded = !known.acknowledged;
            noLongerAwaitsRelease(known);
            open[packetId] = null;
        }
        Acknowledger current = acknowledger;
        if (current != null
                && !current.acknowledge(
                        expected ? Acknowledgement.PUBCOMP : Acknowledgement.PUBCOMP_NOT_FOUND, packetId)) {
            disconnected();
        }
    }

    @Override
    public boolean due() {
        return false;
    }

    @Override
    public Optional<Delivery> handOut(List<Delivery> messages) {
        return Optional.empty();
    }

    @Override
    public void committed() {
        // Each record is reported for itself.
    }

    @Override
    public boolean bookkeepingDropped() {
        return false;
    }

    @Override
    public boolean subscribable() {
        return true;
    }

    /** Messages that the current connection brought and that are not acknowledged. */
    @Override
    public int inFlight() {
        return arrivals.size();
    }

    /** Messages that the broker counts against the receive maximum: at QoS 2 until it has the PUBCOMP (section 4.9). */
    @Override
    public int unfinished() {
        return arrivals.size() + unreleased;
    }

    /** The one that waits longest for its acknowledgement. */
    @Override
    public @Nullable Delivery oldest() {
        return arrivals.peek();
    }
}
