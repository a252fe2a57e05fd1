package io.penstock.mqtt.session;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a source offset says: packet id to digest, of each message of QoS 2 that was received and not completely acknowledged. Immutable. The snapshots of one batch share their arrays, since each record carries one and only the
 * last that is stored is ever written out.
 */
public final class Snapshot {
    public static final Snapshot EMPTY = new Snapshot(new Batch(Map.of(), List.of()), 0);

    private final Batch batch;
    private final int added;

    private Snapshot(Batch batch, int added) {
        this.batch = batch;
        this.added = added;
    }

    public static Snapshot of(Map<Integer, Long> digests) {
        return new Snapshot(new Batch(digests, List.of()), 0);
    }

    /** What all records of a batch build on. */
    static final class Batch {
        private final Map<Integer, Long> base;
        private final List<Taken> additions;
        private final Map<Integer, Integer> places = new HashMap<>();

        /** @param additions with distinct packet ids */
        Batch(Map<Integer, Long> base, List<Taken> additions) {
            this.base = Map.copyOf(base);
            this.additions = List.copyOf(additions);
            for (int i = 0; i < additions.size(); i++) {
                places.put(additions.get(i).packetId, i);
            }
        }

        /** With the first so many additions. */
        Snapshot first(int count) {
            return new Snapshot(this, count);
        }
    }

    /** @return null if no message is remembered under it */
    @Nullable
    Long digest(int packetId) {
        Integer place = batch.places.get(packetId);
        return place != null && place < added ? (Long) batch.additions.get(place).digest : batch.base.get(packetId);
    }

    boolean contains(int packetId) {
        return digest(packetId) != null;
    }

    boolean isEmpty() {
        return added == 0 && batch.base.isEmpty();
    }

    public Map<Integer, Long> digests() {
        Map<Integer, Long> all = new LinkedHashMap<>(batch.base);
        batch.additions.subList(0, added).forEach(taken -> all.put(taken.packetId, taken.digest));
        return all;
    }
}
