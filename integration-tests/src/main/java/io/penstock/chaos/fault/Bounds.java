package io.penstock.chaos.fault;

import io.penstock.chaos.plan.Moment;
import java.time.Duration;

/**
 * How long what is waited for.
 *
 * @param moment until something is held
 * @param state until the target is in the state that the schedule expects
 * @param attempt until one worker has answered a REST request
 * @param tell until some worker has obeyed
 * @param insist the same, where the fault is undone
 * @param healing from when the last fault should be undone until everything is undone and healed, or given up
 * @param examination until nothing is found wrong any more
 */
record Bounds(
        Duration moment,
        Duration state,
        Duration attempt,
        Duration tell,
        Duration insist,
        Duration healing,
        Duration examination) {

    static final Bounds USUAL = new Bounds(
            Moment.PATIENCE,
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMinutes(3),
            Duration.ofSeconds(90));
}
