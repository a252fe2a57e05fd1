package io.penstock.quickstart.reconcile;

/**
 * What one store holds, compared with what was published.
 *
 * @param stored published ids that it holds, however often
 * @param missing published ids that it does not hold
 * @param duplicated ids that it holds more than once, published or not
 * @param unacknowledged ids that it holds although the publisher has no acknowledgement of them; harmless, since a publisher may die
 *     before it hears the broker's answer
 * @param unreadable entries without an id of this run
 */
public record StoreResult(long stored, long missing, long duplicated, long unacknowledged, long unreadable) {

    /** Compares by id. */
    static StoreResult compare(IdCounts published, StoredIds found) {
        Comparison comparison = new Comparison(published, found.counts());
        published.forEach(comparison::published);
        found.counts().forEach(comparison::found);
        return new StoreResult(
                comparison.stored,
                comparison.missing,
                comparison.duplicated,
                comparison.unacknowledged,
                found.unreadable());
    }

    /** Neither missing nor duplicated. */
    public boolean exactlyOnce() {
        return missing == 0 && duplicated == 0;
    }

    private static final class Comparison {
        private final IdCounts published;
        private final IdCounts found;
        private long stored;
        private long missing;
        private long duplicated;
        private long unacknowledged;

        Comparison(IdCounts published, IdCounts found) {
            this.published = published;
            this.found = found;
        }

        void published(long id) {
            if (found.count(id) == 0) {
                missing++;
            } else {
                stored++;
            }
        }

        void found(long id) {
            if (found.count(id) > 1) {
                duplicated++;
            }
            if (published.count(id) == 0) {
                unacknowledged++;
            }
        }
    }
}
