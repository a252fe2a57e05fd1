package io.penstock.quickstart.reconcile;

import java.util.OptionalLong;

/** The ids that a reader found in one store. Thread-confined. */
final class StoredIds {

    private final IdCounts counts = new IdCounts();
    private long unreadable;

    /** @param id empty for an entry that has none */
    void add(OptionalLong id) {
        if (id.isPresent()) {
            counts.add(id.getAsLong());
        } else {
            unreadable++;
        }
    }

    IdCounts counts() {
        return counts;
    }

    long unreadable() {
        return unreadable;
    }
}
