package io.penstock.mqtt.session;

import io.penstock.mqtt.session.Taken.Arrival;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** What connections brought, in the order in which it is answered. Guarded by whoever guards the memory. */
final class Turns {
    /** Twice as many as there are packet ids: of more, half and more are cancelled. Only a broker that sends and releases one id over and over comes to that. */
    static final int MANY = 2 * 65_535;

    private final Deque<Arrival> unanswered = new ArrayDeque<>();

    /** By packet id: the last of the current connection, until its handshake has ended there. */
    private final PacketIds<Arrival> open = new PacketIds<>();

    /** @param keep whether a connection's are to be answered all the same */
    void connected(IntPredicate keep) {
        open.clear();
        unanswered.removeIf(arrival -> !keep.test(arrival.connection));
    }

    Arrival add(int qos, int packetId, int connection, boolean answerable) {
        if (unanswered.size() >= MANY) {
            unanswered.removeIf(old -> old.cancelled);
        }
        Arrival arrival = new Arrival(qos, packetId, connection, answerable);
        unanswered.add(arrival);
        open.put(packetId, arrival);
        return arrival;
    }

    /** The last of the current connection. */
    @Nullable
    Arrival open(int packetId) {
        return open.get(packetId);
    }

    void ended(int packetId) {
        open.remove(packetId);
    }

    /** @return the one whose turn it is; null if it cannot be answered yet, and if there is none */
    @Nullable
    Arrival due() {
        Arrival head = unanswered.peek();
        return head != null && head.answerable ? head : null;
    }

    void answered(Arrival due) {
        unanswered.remove();
        due.answered = true;
    }

    int unanswered() {
        return unanswered.size();
    }

    /** Messages whose handshake has not ended. */
    int unfinished() {
        return open.size();
    }
}
