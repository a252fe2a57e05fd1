package io.penstock.bench.measure;

import java.util.concurrent.Callable;

/**
 * A contestant by name, not started yet.
 *
 * @param who as it is called in the results
 */
public record Entrant(String who, Callable<? extends Contestant> start) {}
