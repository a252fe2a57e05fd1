package io.penstock.bench.measure;

import java.util.function.ToDoubleFunction;

/**
 * What a suite reports of a run.
 *
 * @param name as in JSON, with its unit
 * @param decimals to show
 */
public record Figure(String name, int decimals, ToDoubleFunction<Sample> of) {

    /** @return rounded as it is shown */
    double rounded(double value) {
        double scale = Math.pow(10, decimals);
        return Math.round(value * scale) / scale;
    }
}
