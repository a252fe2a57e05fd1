package io.penstock.chaos.check;

import io.penstock.chaos.cluster.Names;
import java.util.Comparator;

/** Where a record stands in the topic of the run. */
record Coordinates(int partition, long offset) implements Comparable<Coordinates> {

    private static final Comparator<Coordinates> ORDER =
            Comparator.comparingInt(Coordinates::partition).thenComparingLong(Coordinates::offset);

    @Override
    public int compareTo(Coordinates other) {
        return ORDER.compare(this, other);
    }

    /** {@code chaos-3@812}. */
    @Override
    public String toString() {
        return Names.TOPIC + "-" + partition + "@" + offset;
    }
}
