package io.penstock.testkit.junit;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Tells by its message where the logs of the services are that a failed test used. Suppressed in the failure itself; without a stack. */
final class LogsOfFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private LogsOfFailure(List<Path> logs) {
        super(
                "the services' logs: " + logs.stream().map(Path::toString).collect(Collectors.joining(", ")),
                null,
                false,
                false);
    }

    /** Adds the logs to the failure, once. */
    static void addTo(Throwable failure, List<Path> logs) {
        LogsOfFailure note = new LogsOfFailure(logs);
        boolean told = Arrays.stream(failure.getSuppressed())
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.equals(note.getMessage()));
        if (!told) {
            failure.addSuppressed(note);
        }
    }
}
