package io.penstock.bench.measure;

import java.util.Map;

/**
 * What one run did.
 *
 * @param items records, rows or messages
 * @param counts of other things, by name
 */
public record Work(long items, Map<String, Long> counts) {

    public Work {
        counts = Map.copyOf(counts);
    }

    public static Work of(long items) {
        return new Work(items, Map.of());
    }

    /** 0 where it was not counted. */
    public long count(String name) {
        return counts.getOrDefault(name, 0L);
    }
}
