package io.penstock.s3;

import java.util.HashMap;
import java.util.Map;

/** Tells each task its number, for metrics and for people who read a chain. */
final class TaskNumber {

    private static final String KEY = "penstock.task";
    private static final String COUNT = "penstock.tasks";

    private TaskNumber() {}

    static Map<String, String> into(Map<String, String> props, int number) {
        Map<String, String> numbered = new HashMap<>(props);
        numbered.put(KEY, Integer.toString(number));
        return Map.copyOf(numbered);
    }

    /** The same, for tasks that share their work out by it. */
    static Map<String, String> into(Map<String, String> props, int number, int count) {
        Map<String, String> numbered = new HashMap<>(into(props, number));
        numbered.put(COUNT, Integer.toString(count));
        return Map.copyOf(numbered);
    }

    static int count(Map<String, String> props) {
        return Integer.parseInt(props.getOrDefault(COUNT, "1"));
    }

    static int of(Map<String, String> props) {
        return Integer.parseInt(props.getOrDefault(KEY, "0"));
    }
}
