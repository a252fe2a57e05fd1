package io.penstock.quickstart.live;

import java.util.Arrays;

/**
 * Delay from a vehicle's clock to a row that SQL can see.
 *
 * @param rows how many it is made of
 * @param median milliseconds
 * @param p99 milliseconds
 */
public record Delay(int rows, long median, long p99) {

    static final Delay NONE = new Delay(0, 0, 0);

    /** @param millis in any order; sorted in place */
    static Delay of(long[] millis) {
        if (millis.length == 0) {
            return NONE;
        }
        Arrays.sort(millis);
        return new Delay(millis.length, rank(millis, 0.50), rank(millis, 0.99));
    }

    private static long rank(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
