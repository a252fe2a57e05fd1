package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;

/**
 * A fault that was carried out.
 *
 * @param struckMillis when, since the run began
 * @param undoneMillis when its target was as before; 0 if it never was
 * @param midFlight whether what it waited for was seen to be on its way when it struck
 */
public record Strike(FaultEvent event, long struckMillis, long undoneMillis, boolean midFlight) {}
