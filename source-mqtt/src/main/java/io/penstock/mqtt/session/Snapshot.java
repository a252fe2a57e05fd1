package io.penstock.mqtt.session;

import io.penstock.mqtt.session.Digests.Entry;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a source offset says: packet id to digest, of each message of QoS 2 that was received and not completely acknowledged. Immutable. Those of one batch share all they say, each up to its record, since each record carries
 * one and only the last that is stored is ever written out.
 */
public final class Snapshot {
    public static final Snapshot EMPTY = new Snapshot(Digests.NONE, Digests.NONE, 0);

    private final Digests former;
    private final Digests whole;
    private final long sequence;

    /**
     * @param former without what the batch adds
     * @param whole with all that the batch adds
     * @param sequence place of the record up to which it counts
     */
    Snapshot(Digests former, Digests whole, long sequence) {
        this.former = former;
        this.whole = whole;
        this.sequence = sequence;
    }

    public static Snapshot of(Map<Integer, Long> digests) {
        Digests.Change all = Digests.NONE.change();
        digests.forEach((packetId, digest) -> all.put(packetId, new Entry(digest, 0)));
        Digests whole = all.done();
        return new Snapshot(whole, whole, 0);
    }

    /** Looks at each in turn. */
    @FunctionalInterface
    public interface Visitor {
        void visit(int packetId, long digest);
    }

    /** @return null if no message is remembered under it */
    @Nullable
    Entry find(int packetId) {
        Entry entry = whole.get(packetId);
        return entry == null || entry.since() <= sequence ? entry : former.get(packetId);
    }

    boolean contains(int packetId) {
        return find(packetId) != null;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    public int size() {
        return all().size();
    }

    Digests all() {
        return whole.upTo(sequence, former);
    }

    /** In ascending order of the ids. */
    public void forEach(Visitor visitor) {
        all().forEach((packetId, entry) -> visitor.visit(packetId, entry.digest()));
    }

    public Map<Integer, Long> digests() {
        NavigableMap<Integer, Long> all = new TreeMap<>();
        forEach(all::put);
        return all;
    }
}
