package io.penstock.chaos.fault;

/**
 * A connector or task that the cluster has called FAILED.
 *
 * @param part {@code connector}, {@code task 0} and so on
 * @param atMillis since the operator began
 * @param code {@code PEN-310}, or the innermost exception's class where the trace has no code
 * @param message the trace's line with that code or class
 * @param promised why the documentation lets this happen; empty where it does not
 */
public record Failure(
        String connector, String part, long atMillis, String code, String message, String promised, String trace) {

    public boolean isPromised() {
        return !promised.isEmpty();
    }
}
