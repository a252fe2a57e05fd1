package io.penstock.bench.measure;

import java.util.Arrays;

/** The middle of what was measured, and how far it spread. */
public record Statistics(double minimum, double median, double maximum) {

    /** @throws IllegalArgumentException without a value */
    public static Statistics of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no rounds were counted");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Statistics(sorted[0], median, sorted[sorted.length - 1]);
    }
}
