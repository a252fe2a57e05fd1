package io.penstock.quickstart.live;

import io.penstock.quickstart.parts.ObjectStore;
import java.io.IOException;
import java.util.List;

/**
 * Counts the objects below a few prefixes and the lines in them. Keys grow within a prefix, so each look lists what is behind the last key, and
 * reads each object once.
 *
 * <p>{@link #sample()} and {@link #recount()} on one thread; {@link #count()} on any.
 */
final class ObjectProbe {

    private final ObjectStore store;
    private final List<String> prefixes;
    private final String[] last;
    private volatile Count count = new Count(0, 0);

    ObjectProbe(ObjectStore store, List<String> prefixes) {
        this.store = store;
        this.prefixes = List.copyOf(prefixes);
        this.last = this.prefixes.toArray(String[]::new);
    }

    Count count() {
        return count;
    }

    void sample() throws IOException {
        look(count);
    }

    /** Begins anew: a key that appeared behind a later one is found then. */
    void recount() throws IOException {
        System.arraycopy(prefixes.toArray(String[]::new), 0, last, 0, last.length);
        look(new Count(0, 0));
    }

    private void look(Count before) throws IOException {
        long objects = before.objects();
        long[] records = {before.records()};
        for (int i = 0; i < last.length; i++) {
            for (String key : store.keysAfter(prefixes.get(i), last[i])) {
                store.forEachLine(key, line -> records[0]++);
                last[i] = key;
                objects++;
            }
        }
        count = new Count(objects, records[0]);
    }

    /** What was found so far. */
    record Count(long objects, long records) {}
}
