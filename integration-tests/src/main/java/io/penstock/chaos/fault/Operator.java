package io.penstock.chaos.fault;

import java.util.List;
import java.util.function.Consumer;

/** Looks each second what has failed, and restarts it. */
public final class Operator implements AutoCloseable {

    public Operator(Patient patient, Consumer<String> log) {
        log.accept("hurts " + patient.topology());
    }

    public void start() {}

    /** In the order of their time. */
    public List<Failure> failures() {
        return List.of();
    }

    /** Failures that the documentation does not promise, in words. */
    public List<String> breaches() {
        return List.of();
    }

    /** Ends the looking. */
    @Override
    public void close() {}
}
