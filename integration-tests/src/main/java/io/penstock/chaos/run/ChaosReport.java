package io.penstock.chaos.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.penstock.chaos.check.Hop;
import io.penstock.chaos.fault.Failure;
import io.penstock.chaos.fault.Strike;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The outcome of a run, as {@code --json} writes it.
 *
 * @param lengthMillis of traffic with faults as it was asked for
 * @param seconds of traffic as measured
 * @param commit of what was run, empty where that is not known
 * @param plantedBug its name, empty for the plugins as they are
 * @param faults that struck, by kind
 * @param midFlight how many of them were shown to fall in the middle of something, by what
 * @param strikes the faults that struck, in the order of their time
 * @param skipped faults that found their target in no state for them
 * @param messages that publishers or producers sent
 * @param failures of connectors and tasks, which the run restarted as an operator would
 * @param settled whether all that was sent had come to an end when the targets were read: only then is what they lack missing
 * @param breaches of what the docs promise; empty when all is well
 * @param troubles of the instrument: with any of them, no breach means nothing
 * @param notes what is worth a look and no breach
 */
public record ChaosReport(
        long seed,
        Topology topology,
        String worker,
        long lengthMillis,
        long seconds,
        String commit,
        String plantedBug,
        Map<FaultKind, Integer> faults,
        Map<Moment, Integer> midFlight,
        List<Strike> strikes,
        Map<FaultKind, Integer> skipped,
        long messages,
        List<Hop> hops,
        List<Failure> failures,
        boolean settled,
        List<String> breaches,
        List<String> troubles,
        List<String> notes,
        List<FaultEvent> schedule) {

    public ChaosReport {
        faults = Collections.unmodifiableMap(new TreeMap<>(faults));
        midFlight = Collections.unmodifiableMap(new TreeMap<>(midFlight));
        strikes = List.copyOf(strikes);
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        hops = List.copyOf(hops);
        failures = List.copyOf(failures);
        breaches = List.copyOf(breaches);
        troubles = List.copyOf(troubles);
        notes = List.copyOf(notes);
        schedule = List.copyOf(schedule);
    }

    /** A breach counts, whatever trouble there was besides. */
    @JsonProperty
    public Verdict verdict() {
        if (!breaches.isEmpty()) {
            return Verdict.BROKEN;
        }
        return troubles.isEmpty() ? Verdict.KEPT : Verdict.PROVED_NOTHING;
    }

    /** Whether what this bug does was seen, and not just a pipeline that was too slow for the checker. */
    public boolean shows(PlantedBug bug) {
        return settled && bug.isCaught(hops);
    }

    /** How many faults struck. */
    @JsonProperty
    public int struck() {
        return faults.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many of them fell in the middle of something. */
    @JsonProperty
    public int struckMidFlight() {
        return midFlight.values().stream().mapToInt(Integer::intValue).sum();
    }
}
