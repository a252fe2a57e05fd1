package io.penstock.mqtt.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Whose PUBREL came, from then until an offset without the id is stored. Guarded by whoever guards the memory. */
final class Releases {
    private final PacketIds<Release> all = new PacketIds<>();

    /** Still in the offset that is handed out next, unless they are taken back. */
    private final Deque<Release> fresh = new ArrayDeque<>();

    /** Taken out of an offset that was handed out, in the order of its records. */
    private final Deque<Release> removed = new ArrayDeque<>();

    /** One message's. */
    static final class Release {
        final int packetId;
        int connection;
        private long removedFrom;

        Release(int packetId, int connection) {
            this.packetId = packetId;
            this.connection = connection;
        }
    }

    /** @param connection the last that brought it */
    void add(int packetId, int connection) {
        Release known = all.get(packetId);
        if (known == null) {
            if (fresh.size() >= Turns.MANY) {
                fresh.removeIf(old -> all.get(old.packetId) != old);
            }
            Release release = new Release(packetId, connection);
            all.put(packetId, release);
            fresh.add(release);
        } else {
            known.connection = connection;
        }
    }

    boolean contains(int packetId) {
        return all.get(packetId) != null;
    }

    /** The id is another message's now. */
    void takeBack(int packetId) {
        all.remove(packetId);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** How many are kept for the next offset, with those that were taken back; for tests. */
    int kept() {
        return fresh.size();
    }

    void clear() {
        all.clear();
        fresh.clear();
        removed.clear();
    }

    /**
     * Takes them out of an offset.
     *
     * @param sequence place of the first record whose offset is without them
     */
    void removeFrom(Digests.Change offset, long sequence) {
        for (Release release = fresh.poll(); release != null; release = fresh.poll()) {
            if (all.get(release.packetId) == release) {
                release.removedFrom = sequence;
                offset.remove(release.packetId);
                removed.add(release);
            }
        }
    }

    /** @return one that the offset of a stored record is without; null if there is no more */
    @Nullable
    Release nextStored(long sequence) {
        while (!removed.isEmpty() && removed.element().removedFrom <= sequence) {
            Release release = removed.remove();
            if (all.get(release.packetId) == release) {
                all.remove(release.packetId);
                return release;
            }
        }
        return null;
    }

    /** The offsets that were without them came to nothing. */
    void removeAgain() {
        fresh.addAll(removed);
        removed.clear();
    }
}
