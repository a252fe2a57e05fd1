package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a run has done to its cluster.
 *
 * @param struck faults that were carried out
 * @param midFlight those of them that were seen to fall in the middle of something
 * @param skipped faults whose target was not in the state that the schedule expected
 */
public record FaultCounts(
        Map<FaultKind, Integer> struck, Map<Moment, Integer> midFlight, Map<FaultKind, Integer> skipped) {

    public FaultCounts {
        struck = ordered(FaultKind.class, struck);
        midFlight = ordered(Moment.class, midFlight);
        skipped = ordered(FaultKind.class, skipped);
    }

    public int totalMidFlight() {
        return midFlight.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static <K extends Enum<K>> Map<K, Integer> ordered(Class<K> type, Map<K, Integer> counts) {
        Map<K, Integer> ordered = new EnumMap<>(type);
        ordered.putAll(counts);
        return Collections.unmodifiableMap(ordered);
    }
}
