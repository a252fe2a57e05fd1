package io.penstock.chaos.fault;

import java.time.Duration;

/**
 * How long what is waited for.
 *
 * @param moment until something is held
 * @param state until the target is in the state that the schedule expects
 * @param attempt until one worker has answered a REST request
 * @param tell until some worker has obeyed
 * @param insist the same, where the fault is undone
 */
record Bounds(Duration moment, Duration state, Duration attempt, Duration tell, Duration insist) {

    static final Bounds USUAL = new Bounds(
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));
}
