package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;

/** A fault that was not carried out, and why. */
public record Skip(FaultEvent event, String reason) {}
