package io.penstock.testkit.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a cluster says of a connector.
 *
 * @param trace of the failed connector, empty otherwise
 */
public record ConnectorStatus(String name, String state, String trace, List<Task> tasks) {

    /**
     * What a cluster says of a task.
     *
     * @param worker host and port
     * @param trace of the failed task, empty otherwise
     */
    public record Task(int id, String state, String worker, String trace) {}

    public ConnectorStatus {
        tasks = List.copyOf(tasks);
    }

    static ConnectorStatus of(JsonNode json) {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : json.path("tasks")) {
            tasks.add(new Task(
                    task.path("id").asInt(),
                    task.path("state").asText(),
                    task.path("worker_id").asText(),
                    task.path("trace").asText()));
        }
        JsonNode connector = json.path("connector");
        return new ConnectorStatus(
                json.path("name").asText(),
                connector.path("state").asText(),
                connector.path("trace").asText(),
                tasks);
    }

    /** Whether it runs with at least one task, and all its tasks run. */
    public boolean isRunning() {
        return state.equals("RUNNING")
                && !tasks.isEmpty()
                && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
    }

    /** Whether it or a task of it has failed. */
    public boolean isFailed() {
        return Stream.concat(Stream.of(state), tasks.stream().map(Task::state)).anyMatch("FAILED"::equals);
    }

    /** The traces of all that has failed. */
    public String traces() {
        return Stream.concat(Stream.of(trace), tasks.stream().map(Task::trace))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
