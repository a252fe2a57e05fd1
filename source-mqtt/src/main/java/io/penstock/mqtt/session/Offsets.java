package io.penstock.mqtt.session;

import io.penstock.mqtt.session.Digests.Entry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest source offset that is known to be stored, the one that was handed out last, and the records between. Guarded by whoever guards the memory. */
final class Offsets {
    private Snapshot durable;
    private long durableSequence;

    /** Of the record that was handed out last; what is durable when none is out. */
    private Snapshot latest;

    private long sequence;
    private final Deque<HandedOut> unsettled = new ArrayDeque<>();

    Offsets(Snapshot stored) {
        this.durable = stored;
        this.latest = stored;
    }

    /** What the stored offset has under the id. */
    @Nullable
    Entry stored(int packetId) {
        return durable.find(packetId);
    }

    /** Whether the stored offset has it, or one that may follow. */
    boolean contains(int packetId) {
        return durable.contains(packetId) || latest.contains(packetId);
    }

    boolean isEmpty() {
        return durable.isEmpty() && latest.isEmpty();
    }

    /** The next one starts anew. */
    void forget() {
        latest = Snapshot.EMPTY;
    }

    /** A change of what was handed out last. The records that are handed out next have it. */
    Digests.Change change() {
        return latest.all().change();
    }

    /** Place of the record that is handed out next. */
    long next() {
        return sequence + 1;
    }

    /**
     * The next record.
     *
     * @param former without what its batch adds
     * @param whole with all that
     */
    HandedOut handOut(
            @Nullable Taken message, boolean bookkeeping, Digests former, Digests whole, int session, int connection) {
        latest = new Snapshot(former, whole, ++sequence);
        HandedOut record = new HandedOut(message, bookkeeping, latest, sequence, session, connection);
        unsettled.add(record);
        return record;
    }

    /** Kafka has it. Those of a transaction come in any order. */
    void stored(HandedOut record) {
        if (record.sequence > durableSequence) {
            durableSequence = record.sequence;
            durable = record.snapshot;
        }
    }

    /** Whether nothing is out any more. */
    boolean settled() {
        while (!unsettled.isEmpty() && unsettled.element().settled) {
            unsettled.remove();
        }
        return unsettled.isEmpty();
    }

    /** @return whether what was handed out last was dropped: it is forgotten, and the next follows on what is stored */
    boolean returnToStored() {
        boolean dropped = latest != durable;
        latest = durable;
        return dropped;
    }

    Collection<HandedOut> unsettled() {
        return List.copyOf(unsettled);
    }
}
