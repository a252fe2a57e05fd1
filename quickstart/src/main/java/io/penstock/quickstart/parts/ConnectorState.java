package io.penstock.quickstart.parts;

import io.penstock.testkit.kafka.ConnectorStatus;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says in lines what is wrong with a connector; Connect itself gives whole stack traces. */
final class ConnectorState {

    private static final String CAUSE = "Caused by: ";

    private ConnectorState() {}

    /** One line for the connector and each task that does not run, none if all run. */
    static List<String> problems(ConnectorStatus status) {
        return Stream.concat(
                        Stream.of(line(status.name(), status.state(), status.trace())),
                        status.tasks().stream()
                                .map(task -> line(status.name() + " task " + task.id(), task.state(), task.trace())))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** All of it in one line. */
    static String reason(ConnectorStatus status) {
        return status.tasks().isEmpty() && problems(status).isEmpty()
                ? "it has no tasks"
                : problems(status).stream().collect(Collectors.joining("; "));
    }

    private static String line(String who, String state, String trace) {
        if (state.equals("RUNNING")) {
            return "";
        }
        return trace.isEmpty() ? who + " is " + state : who + " is " + state + ": " + rootCause(trace);
    }

    /** The innermost cause: what went wrong, rather than what Connect made of it. */
    private static String rootCause(String trace) {
        String first = trace.lines().findFirst().orElse(trace);
        return trace.lines()
                .filter(line -> line.startsWith(CAUSE))
                .map(line -> line.substring(CAUSE.length()))
                .reduce((one, later) -> later)
                .orElse(first);
    }
}
