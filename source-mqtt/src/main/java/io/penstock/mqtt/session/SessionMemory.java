package io.penstock.mqtt.session;

import io.penstock.mqtt.client.Acknowledgement;
import io.penstock.mqtt.session.Digests.Entry;
import io.penstock.mqtt.session.Releases.Release;
import io.penstock.mqtt.session.Taken.Arrival;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exactly once from QoS 2: the source offset, which Connect stores in the transaction of the records, is the set of the messages that were received and not completely acknowledged. Each rule is a method here or a line
 * in one, and is kept by a test that leaves it out and sees messages lost, doubled or stuck. Invariants:
 *
 * <ol>
 *   <li><b>dup, digest</b>: a PUBLISH is known, and not emitted, only if it says that it was sent before (DUP), and its content is that of the message that is remembered under its packet id. Else the memory was stale, and
 *       it is a new message.
 *   <li><b>bind</b>: PUBREC leaves only once the transaction that remembers the message is committed, in the order of arrival [MQTT-4.6.0-3], and only to the connection that brought the packet. So does PUBCOMP.
 *   <li><b>hold</b>: PUBCOMP leaves only once an offset without the id is committed, for the broker may give the id to another message right after it [MQTT-4.3.3-12].
 *   <li><b>ledger</b>: what has to become durable never waits for data: without any, a bookkeeping record carries it.
 *   <li><b>barrier</b>: on each connection nothing is answered, nor subscribed to, before a record that was handed out since is committed: a task that was replaced finds out there.
 *   <li><b>empty</b>: of a session that the broker does not have, nothing may be remembered when its subscription begins.
 *   <li><b>strip</b>: messages of such a session that are still here become records all the same, but their ids, which are not those of the new session, are neither remembered nor answered.
 *   <li><b>evidence</b>: a session that the broker says it has must send again what is remembered of it. If it sends nothing, it is a blank one that has the name only, and treated as one that the broker does not have.
 *   <li><b>persisted</b>: what is durable is learnt from records that Kafka has, never from those that a transform dropped, whose offsets are not stored. A message that was dropped is answered all the same; it is remembered
 *       only if a later record of its batch, whose offset names it too, was stored.
 * </ol>
 *
 * <p>Between a record's hand-out and its report anything may happen: packets come, connections break, sessions get lost. Messages of QoS 1 pass through too, at least once, since their answers share the order of arrival.
 *
 * <p>No I/O, no threads, no clock; confined to its caller's lock. Abstract for the tests only, which leave out one rule at a time; nothing here is left to fill in.
 */
public abstract class SessionMemory {
    /** For removals that no answer waits for. */
    static final int NO_CONNECTION = 0;

    private final Offsets offsets;

    /** Connect has ended a transaction without a word about records that it was given. */
    private boolean insistent;

    /** What is durable is of a session that the broker has no more. */
    private boolean stale;

    private int session;
    private int connection;
    private boolean connected;
    private boolean ready;
    private boolean doubtful;

    /** The current connection's session was taken for a blank one since it sent nothing. */
    private boolean takenForBlank;

    private boolean subscribed;
    private Answers answers = (what, packetId) -> false;

    /** By packet id of this session: taken, and neither remembered durably nor, at QoS 1, acknowledged. */
    private final PacketIds<Taken> pending = new PacketIds<>();

    private final Turns turns = new Turns();
    private final Releases releases = new Releases();

    /** What may be completed once the barrier is passed. */
    private final Set<Integer> completable = new LinkedHashSet<>();

    /** @param stored what the source offset says at the start */
    public static SessionMemory of(Snapshot stored) {
        return new WithAllRules(stored);
    }

    SessionMemory(Snapshot stored) {
        this.offsets = new Offsets(stored);
    }

    /** What to do with a packet. */
    public enum Verdict {
        /** Emit it. */
        NEW,
        /** Emit it, though another message was remembered under its packet id: the broker's state went back. */
        NEW_IN_PLACE_OF_ANOTHER,
        /** Emit it, though it says that it was sent before: the session was taken for a blank one, and it may be in Kafka already. */
        NEW_DESPITE_NO_EVIDENCE,
        /** It is in Kafka, or on its way there. */
        KNOWN
    }

    /** CONNACK. */
    public void connected(Answers newest, boolean sessionPresent) {
        disconnected();
        connection++;
        connected = true;
        answers = newest;
        subscribed = false;
        takenForBlank = false;
        turns.connected(this::brought);
        if (sessionPresent) {
            doubtful = doubts();
        } else {
            forget();
        }
    }

    public void disconnected() {
        connected = false;
        ready = false;
        doubtful = false;
        completable.clear();
    }

    /** Nothing has come for long enough since CONNACK. */
    public void noEvidence() {
        if (doubtful) {
            doubtful = false;
            takenForBlank = true;
            forget();
        }
    }

    /** The session is another one: its ids say nothing about what is remembered. */
    private void forget() {
        session++;
        stale = true;
        offsets.forget();
        strip();
    }

    /** Rule <b>strip</b>. */
    void strip() {
        pending.clear();
        releases.clear();
    }

    boolean ofThisSession(int other) {
        return other == session;
    }

    /** Rule <b>evidence</b>. */
    boolean doubts() {
        return !stale && !(offsets.isEmpty() && pending.isEmpty());
    }

    /** Whether the broker still owes a sign that its session is the one that is remembered. */
    public boolean doubtful() {
        return doubtful;
    }

    /** Any PUBLISH or PUBREL. */
    public void evidence() {
        doubtful = false;
    }

    /**
     * A PUBLISH of QoS 1 or 2 on the current connection.
     *
     * @return unless {@code KNOWN}, to be followed by {@link #take}, once there is room
     */
    public Verdict judge(int qos, int packetId, boolean duplicate, long digest) {
        evidence();
        Taken known = pending.get(packetId);
        if (known != null) {
            if (known.qos == qos && resent(duplicate) && same(known.digest, digest)) {
                bindAgain(known);
                return Verdict.KNOWN;
            }
            strip(known);
            return Verdict.NEW_IN_PLACE_OF_ANOTHER;
        }
        Entry remembered = stale ? null : offsets.stored(packetId);
        if (remembered == null) {
            return duplicate && takenForBlank ? Verdict.NEW_DESPITE_NO_EVIDENCE : Verdict.NEW;
        }
        if (qos == 2 && resent(duplicate) && same(remembered.digest(), digest)) {
            notReleased(packetId);
            if (!awaitsAnswer(turns.open(packetId))) {
                arrive(qos, packetId, true);
                flush();
            }
            return Verdict.KNOWN;
        }
        return Verdict.NEW_IN_PLACE_OF_ANOTHER;
    }

    /** Rule <b>dup</b>. */
    boolean resent(boolean duplicate) {
        return duplicate;
    }

    /** Rule <b>digest</b>. */
    boolean same(long known, long digest) {
        return known == digest;
    }

    private void bindAgain(Taken taken) {
        if (!awaitsAnswer(taken.arrival)) {
            taken.arrival = arrive(taken.qos, taken.packetId, taken.settled);
            flush();
        }
    }

    /** Whether the current connection gets the answer to this in its turn. */
    private boolean awaitsAnswer(@Nullable Arrival arrival) {
        return arrival != null && arrival.connection == connection && !arrival.answered && !arrival.cancelled;
    }

    private void strip(Taken taken) {
        taken.stripped = true;
        cancel(taken.arrival);
        pending.remove(taken.packetId, taken);
    }

    /** An answer that is due no more: the broker would take it for that to another message. */
    private static void cancel(@Nullable Arrival arrival) {
        if (arrival != null) {
            arrival.cancelled = true;
        }
    }

    private Arrival arrive(int qos, int packetId, boolean answerable) {
        return turns.add(qos, packetId, connection, answerable);
    }

    private void notReleased(int packetId) {
        releases.takeBack(packetId);
        completable.remove(packetId);
    }

    /** A new message, judged before, on the same connection. */
    public void take(Taken taken) {
        notReleased(taken.packetId);
        cancel(turns.open(taken.packetId));
        if (taken.qos == 1 && offsets.contains(taken.packetId)) {
            hold(taken.packetId, NO_CONNECTION); // stale, and never written over
        }
        taken.session = session;
        taken.arrival = arrive(taken.qos, taken.packetId, false);
        pending.put(taken.packetId, taken);
    }

    /** What was taken is not to become a record. It is answered in its turn, without being remembered. */
    public void skip(Taken taken) {
        settled(taken);
        flush();
    }

    /** A PUBREL on the current connection. */
    public void released(int packetId) {
        evidence();
        Taken early = pending.get(packetId);
        if (early != null && early.qos == 2) {
            strip(early); // the broker has its PUBREC from elsewhere
        }
        Arrival last = turns.open(packetId);
        if (last != null && last.qos == 2) {
            cancel(last); // a PUBREC after the PUBREL would be for whatever gets the identifier next
        }
        if (offsets.contains(packetId) || releases.contains(packetId)) {
            hold(packetId);
        } else {
            complete(Acknowledgement.PUBCOMP_NOT_FOUND, packetId);
        }
    }

    /** Rule <b>hold</b>. */
    void hold(int packetId) {
        hold(packetId, connection);
    }

    final void hold(int packetId, int broughtBy) {
        releases.add(packetId, broughtBy);
    }

    final void complete(int packetId) {
        complete(Acknowledgement.PUBCOMP, packetId);
    }

    private void complete(Acknowledgement what, int packetId) {
        if (passedBarrier()) {
            send(what, packetId);
        } else {
            completable.add(packetId);
        }
    }

    /** @return false if it was not sent, nor will anything be: the broker asks for it again on the next connection */
    private boolean send(Acknowledgement what, int packetId) {
        boolean sent = answers.answer(what, packetId);
        if (!sent) {
            disconnected();
        } else if (what != Acknowledgement.PUBREC) {
            turns.ended(packetId);
        }
        return sent;
    }

    /** Rule <b>bind</b>. */
    boolean brought(int byConnection) {
        return byConnection == connection;
    }

    /** Rule <b>barrier</b>. */
    boolean passedBarrier() {
        return ready;
    }

    /** Rule <b>empty</b>. */
    boolean forgottenDurably() {
        return !stale;
    }

    /** Whether SUBSCRIBE is to be sent now; then call {@link #subscribed()}. */
    public boolean subscribable() {
        return connected && !subscribed && !doubtful && passedBarrier() && forgottenDurably();
    }

    public void subscribed() {
        subscribed = true;
    }

    /** Rule <b>ledger</b>: whether a bookkeeping record is to be handed out if there are no messages. */
    public boolean due() {
        boolean settled = offsets.settled() || insistent;
        return connected && settled && (insistent || stale || !ready || !releases.isEmpty());
    }

    /** Whether a bookkeeping record is to follow even on messages, since transforms dropped the ones that were to carry what it carries. */
    public boolean insistent() {
        return insistent;
    }

    /**
     * Gives each record its offset.
     *
     * @param messages in the order of arrival; null for one of QoS 0
     * @param bookkeeping whether a record without a message follows
     * @return one for each message, and one more for the bookkeeping record
     */
    public List<HandedOut> handOut(List<@Nullable Taken> messages, boolean bookkeeping) {
        Digests.Change change = offsets.change();
        releases.removeFrom(change, offsets.next());
        Digests former = change.done();
        Digests whole = with(messages, former);
        List<HandedOut> records = new ArrayList<>(messages.size() + 1);
        for (Taken message : messages) {
            records.add(offsets.handOut(message, false, former, whole, session, answering()));
        }
        if (bookkeeping) {
            records.add(offsets.handOut(null, true, former, whole, session, answering()));
        }
        insistent = false;
        return records;
    }

    private Digests with(List<@Nullable Taken> messages, Digests former) {
        Digests.Change change = former.change();
        long sequence = offsets.next();
        for (Taken message : messages) {
            if (message != null && remembered(message)) {
                change.put(message.packetId, new Entry(message.digest, sequence));
            }
            sequence++;
        }
        return change.done();
    }

    private int answering() {
        return connected ? connection : NO_CONNECTION;
    }

    private boolean remembered(Taken message) {
        return message.qos == 2 && !message.stripped && ofThisSession(message.session);
    }

    /**
     * The record's transaction is committed. Records of a transaction may be reported in any order.
     *
     * @param stored whether Kafka has the record; false if a transform dropped it, and with it its offset
     */
    public void settled(HandedOut record, boolean stored) {
        if (record.settled) {
            return;
        }
        record.settled = true;
        if (isPersisted(stored)) {
            persisted(record);
        }
        Taken message = record.message;
        if (message != null) {
            settled(message);
        }
        if (offsets.settled() && !stale && offsets.returnToStored()) {
            releases.removeAgain(); // what was dropped is neither remembered nor forgotten
        }
        flush();
    }

    /** Rule <b>persisted</b>. */
    boolean isPersisted(boolean stored) {
        return stored;
    }

    private void persisted(HandedOut record) {
        offsets.stored(record);
        if (record.session == session) {
            stale = false;
        }
        if (connected && record.connection == connection && !ready) {
            ready = true;
            List<Integer> waiting = List.copyOf(completable);
            completable.clear();
            waiting.forEach(this::complete);
        }
        for (Release gone = releases.nextStored(record.sequence);
                gone != null;
                gone = releases.nextStored(record.sequence)) {
            if (connected && brought(gone.connection)) {
                complete(gone.packetId);
            }
        }
    }

    private void settled(Taken message) {
        message.settled = true;
        if (message.qos == 2) {
            pending.remove(message.packetId, message);
        }
        if (message.arrival != null) {
            message.arrival.answerable = true;
        }
    }

    /**
     * A transaction is over. Whatever was handed out and not reported by now was dropped by transforms, and Connect does not report it before the next that is stored; or Connect was paused before it had sent everything,
     * and will send the rest.
     */
    public void committed() {
        insistent = !offsets.settled();
    }

    /** Whether a bookkeeping record came to nothing. Asked when Connect wants more: then it has done with all that it had. */
    public boolean bookkeepingDropped() {
        return insistent && offsets.unsettled().stream().anyMatch(HandedOut::bookkeeping);
    }

    /** For tests that leave out rule <b>persisted</b>. */
    final Collection<HandedOut> unsettled() {
        return offsets.unsettled();
    }

    private void flush() {
        while (connected && passedBarrier()) {
            Arrival head = turns.due();
            if (head == null) {
                return;
            }
            if (!head.cancelled
                    && !send(head.qos == 2 ? Acknowledgement.PUBREC : Acknowledgement.PUBACK, head.packetId)) {
                return;
            }
            turns.answered(head);
            if (head.qos == 1) {
                acknowledged(head);
            }
        }
    }

    private void acknowledged(Arrival ofQosOne) {
        Taken message = pending.get(ofQosOne.packetId);
        if (message != null && ofQosOne.equals(message.arrival)) {
            pending.remove(ofQosOne.packetId);
        }
    }

    /** Messages that the current connection brought and that are not answered. */
    public int inFlight() {
        return connected ? turns.unanswered() : 0;
    }

    /** Messages that the broker counts against the receive maximum of the current connection: at QoS 2 until it has the PUBCOMP (section 4.9). */
    public int unfinished() {
        return connected ? turns.unfinished() : 0;
    }

    private static final class WithAllRules extends SessionMemory {
        WithAllRules(Snapshot stored) {
            super(stored);
        }
    }
}
