package io.penstock.mqtt.intake;

import io.penstock.mqtt.session.HandedOut;
import io.penstock.mqtt.session.SessionMemory;
import io.penstock.mqtt.session.Snapshot;
import io.penstock.mqtt.session.Taken;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exactly once: the rules are those of {@link SessionMemory}. */
final class RememberedSession implements Handshake {
    private final SessionMemory memory;

    /** In the order of arrival, from the oldest that is not done with. */
    private final Deque<Delivery> held = new ArrayDeque<>();

    RememberedSession(Snapshot stored) {
        this.memory = SessionMemory.of(stored);
    }

    @Override
    public void connected(Acknowledger newest, boolean sessionPresent) {
        memory.connected(newest::acknowledge, sessionPresent);
    }

    @Override
    public void disconnected() {
        memory.disconnected();
    }

    @Override
    public Verdict judge(int qos, int packetId, boolean duplicate, long fingerprint) {
        return switch (memory.judge(qos, packetId, duplicate, fingerprint)) {
            case NEW -> Verdict.NEW;
            case NEW_IN_PLACE_OF_ANOTHER -> Verdict.NEW_IN_PLACE_OF_ANOTHER;
            case NEW_DESPITE_NO_EVIDENCE -> Verdict.NEW_DESPITE_NO_EVIDENCE;
            case KNOWN -> Verdict.REBOUND;
        };
    }

    @Override
    public void take(Delivery delivery) {
        held.add(delivery);
        if (delivery.packetId == Delivery.NO_ID) {
            memory.evidence();
        } else {
            Taken taken = new Taken(delivery.qos, delivery.packetId, delivery.fingerprint);
            delivery.taken = taken;
            memory.take(taken);
        }
    }

    @Override
    public void skip(Delivery delivery) {
        done(delivery);
        Taken taken = delivery.taken;
        if (taken != null) {
            memory.skip(taken);
        }
    }

    private void done(Delivery delivery) {
        delivery.durable = true;
        while (!held.isEmpty() && held.element().durable) {
            held.remove();
        }
    }

    @Override
    public void released(int packetId) {
        memory.released(packetId);
    }

    @Override
    public boolean due() {
        return memory.due();
    }

    @Override
    public Optional<Delivery> handOut(List<Delivery> messages) {
        boolean bookkeeping = messages.isEmpty() ? memory.due() : memory.insistent();
        if (messages.isEmpty() && !bookkeeping) {
            return Optional.empty();
        }
        List<@Nullable Taken> taken = new ArrayList<>(messages.size());
        for (Delivery message : messages) {
            taken.add(message.taken);
        }
        Iterator<HandedOut> records = memory.handOut(taken, bookkeeping).iterator();
        for (Delivery message : messages) {
            message.record = records.next();
        }
        if (!bookkeeping) {
            return Optional.empty();
        }
        Delivery last = Delivery.bookkeeping();
        last.record = records.next();
        return Optional.of(last);
    }

    @Override
    public void durable(Delivery delivery, boolean stored) {
        done(delivery);
        HandedOut record = delivery.record;
        if (record != null) {
            memory.settled(record, stored);
        }
    }

    @Override
    public void committed() {
        memory.committed();
    }

    @Override
    public boolean bookkeepingDropped() {
        return memory.bookkeepingDropped();
    }

    @Override
    public boolean subscribable() {
        boolean now = memory.subscribable();
        if (now) {
            memory.subscribed();
        }
        return now;
    }

    /** Whether the broker still owes a sign that its session is the one that is remembered. */
    boolean doubtful() {
        return memory.doubtful();
    }

    void noEvidence() {
        memory.noEvidence();
    }

    @Override
    public int inFlight() {
        return memory.inFlight();
    }

    @Override
    public int unfinished() {
        return memory.unfinished();
    }

    @Override
    public @Nullable Delivery oldest() {
        return held.peek();
    }
}
