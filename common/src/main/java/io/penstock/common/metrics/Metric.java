package io.penstock.common.metrics;

/**
 * One metric, declared once; the reference page is made from these.
 *
 * @param name in lower case, words parted by {@code -}, as Kafka names its own
 * @param description one sentence
 */
public record Metric(String name, Unit unit, Kind kind, String description) {

    /** How its value moves. */
    public enum Kind {
        /** Only grows, from 0 at the task's start. */
        COUNTER,
        /** The value of the moment. */
        GAUGE
    }

    public Metric {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("not a metric name: " + name);
        }
        if (description.isBlank()) {
            throw new IllegalArgumentException("metric " + name + " has no description");
        }
    }

    public static Metric counter(String name, Unit unit, String description) {
        return new Metric(name, unit, Kind.COUNTER, description);
    }

    public static Metric gauge(String name, Unit unit, String description) {
        return new Metric(name, unit, Kind.GAUGE, description);
    }
}
