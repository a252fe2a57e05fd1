package io.penstock.chaos.plan;

import java.time.Duration;
import java.util.List;

/**
 * The faults of a run.
 *
 * @param events in the order of their time
 */
public record Schedule(List<FaultEvent> events) {

    public Schedule {
        events = List.copyOf(events);
    }

    /**
     * Draws a fault every 2 to 4 seconds. The same arguments give the same schedule on every JDK. No two faults overlap on one target, one worker at
     * least is well at any time, and of three brokers two.
     *
     * @param length by when all faults are undone
     */
    public static Schedule draw(long seed, Topology topology, Duration length) {
        return new Draw(seed, topology, length.toMillis()).schedule();
    }
}
