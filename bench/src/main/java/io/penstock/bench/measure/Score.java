package io.penstock.bench.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one contestant did in one match.
 *
 * @param heapPeakBytes the most that the heap held in a run, above what it held before
 * @param samples one for each counted round
 */
public record Score(String caseName, String who, Map<String, Object> labels, long heapPeakBytes, List<Sample> samples) {

    public Score {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        samples = List.copyOf(samples);
    }

    public double heapPeakMegabytes() {
        return heapPeakBytes / 1e6;
    }

    public Statistics of(Figure figure) {
        return Statistics.of(samples.stream().mapToDouble(figure.of()).toArray());
    }
}
