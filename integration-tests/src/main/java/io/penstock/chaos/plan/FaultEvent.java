package io.penstock.chaos.plan;

/**
 * One planned fault.
 *
 * @param atMillis since the traffic began
 * @param target a name of the {@link Topology}
 * @param durationMillis until it is undone; 0 where there is nothing to undo
 */
public record FaultEvent(long atMillis, FaultKind kind, String target, long durationMillis, Moment moment) {}
