package io.penstock.mqtt.intake;

import io.penstock.common.metrics.Metric;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.common.metrics.Unit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What the source counts; each metric is declared here once. Counters may be raised by any thread. */
public record IntakeMetrics(
        LongAdder received,
        LongAdder acknowledged,
        LongAdder rebound,
        LongAdder overflows,
        LongAdder qosZeroDrops,
        LongAdder retainedSkipped,
        LongAdder reconnects,
        LongAdder sessionsLost,
        LongAdder loginsRefused,
        LongAdder protocolFaults) {

    private static final Metric RECEIVED =
            Metric.counter("messages-received", Unit.COUNT, "Messages that the broker has sent, repetitions included.");
    private static final Metric ACKNOWLEDGED = Metric.counter(
            "messages-acknowledged",
            Unit.COUNT,
            "Messages of QoS 1 and 2 that were acknowledged to the broker, by PUBACK or PUBREC.");
    private static final Metric REBOUND = Metric.counter(
            "duplicates-rebound",
            Unit.COUNT,
            "Messages that the broker sent again while they were queued or in Kafka already, and that were not emitted again.");
    private static final Metric OVERFLOWS = Metric.counter(
            "receive-maximum-overflows", Unit.COUNT, "Messages that the broker sent beyond mqtt.receive.maximum.");
    private static final Metric QOS_ZERO_DROPS = Metric.counter(
            "qos0-drops",
            Unit.COUNT,
            "Messages of QoS 0 that were dropped: since the buffer was full, with mqtt.qos0.overflow=drop_oldest; and, with exactly"
                    + " once, those that waited when another client took the session over.");
    private static final Metric RETAINED_SKIPPED = Metric.counter(
            "retained-skipped", Unit.COUNT, "Retained messages that were dropped, with mqtt.retained=skip.");
    private static final Metric RECONNECTS =
            Metric.counter("reconnects", Unit.COUNT, "Attempts to connect after the first.");
    private static final Metric SESSIONS_LOST = Metric.counter(
            "sessions-lost",
            Unit.COUNT,
            "Connections at which the broker had forgotten a session that this connector had used.");
    private static final Metric LOGINS_REFUSED = Metric.counter(
            "logins-refused",
            Unit.COUNT,
            "Attempts to connect that a broker refused for the login, or ended for it, though it had taken it before. The task goes on trying.");
    private static final Metric PROTOCOL_FAULTS = Metric.counter(
            "protocol-faults",
            Unit.COUNT,
            "Connections that were given up since the broker sent what the MQTT protocol forbids, such as a text that is no UTF-8.");
    private static final Metric IN_FLIGHT = Metric.gauge(
            "messages-in-flight", Unit.COUNT, "Messages of this connection that are not acknowledged yet.");
    private static final Metric OLDEST_AGE = Metric.gauge(
            "oldest-unacknowledged-age",
            Unit.MILLISECONDS,
            "Age of the message that waits longest for its acknowledgement.");
    private static final Metric QUEUE_RECORDS =
            Metric.gauge("queue-records", Unit.RECORDS, "Messages held that Kafka does not have yet.");
    private static final Metric QUEUE_BYTES =
            Metric.gauge("queue-bytes", Unit.BYTES, "Memory of the messages held that Kafka does not have yet.");
    private static final Metric CONNECTED = Metric.gauge(
            "connected",
            Unit.COUNT,
            "How many sessions of this task the broker has accepted a connection of; with one session 1, or 0: also after another client took the session over.");
    private static final Metric SUBSCRIBED = Metric.gauge(
            "subscribed",
            Unit.COUNT,
            "How many of them are connected and have their filters granted by the broker; with one session 1 or 0. With exactly once"
                    + " they are asked for after the first commit of a connection.");

    private static final Metric PROTOCOL_LEVEL = Metric.gauge(
            "mqtt-protocol-level",
            Unit.COUNT,
            "The version that is spoken, by the number that CONNECT has for it: 5 for MQTT 5, 4 for MQTT 3.1.1; 0 while not connected. Of several sessions, the lowest.");

    /** All of them, for {@link TaskMetrics#open} and the reference page. */
    public static final List<Metric> DECLARED = List.of(
            RECEIVED,
            ACKNOWLEDGED,
            REBOUND,
            OVERFLOWS,
            QOS_ZERO_DROPS,
            RETAINED_SKIPPED,
            RECONNECTS,
            SESSIONS_LOST,
            LOGINS_REFUSED,
            PROTOCOL_FAULTS,
            IN_FLIGHT,
            OLDEST_AGE,
            QUEUE_RECORDS,
            QUEUE_BYTES,
            CONNECTED,
            PROTOCOL_LEVEL,
            SUBSCRIBED);

    public static IntakeMetrics of(TaskMetrics metrics) {
        return new IntakeMetrics(
                metrics.counter(RECEIVED),
                metrics.counter(ACKNOWLEDGED),
                metrics.counter(REBOUND),
                metrics.counter(OVERFLOWS),
                metrics.counter(QOS_ZERO_DROPS),
                metrics.counter(RETAINED_SKIPPED),
                metrics.counter(RECONNECTS),
                metrics.counter(SESSIONS_LOST),
                metrics.counter(LOGINS_REFUSED),
                metrics.counter(PROTOCOL_FAULTS));
    }

    /** Shows the connections' gauges. */
    public static void showConnections(List<Subscriber> sessions, TaskMetrics metrics) {
        List<Subscriber> all = List.copyOf(sessions);
        metrics.gauge(
                CONNECTED, () -> all.stream().filter(Subscriber::connected).count());
        metrics.gauge(
                PROTOCOL_LEVEL,
                () -> all.stream().mapToInt(Subscriber::protocolLevel).min().orElse(0));
        metrics.gauge(
                SUBSCRIBED, () -> all.stream().filter(Subscriber::subscribed).count());
    }

    /** Shows the intakes' gauges. */
    public static void showIntakes(List<Intake> sessions, TaskMetrics metrics) {
        List<Intake> all = List.copyOf(sessions);
        metrics.gauge(IN_FLIGHT, () -> all.stream().mapToLong(Intake::inFlight).sum());
        metrics.gauge(
                OLDEST_AGE,
                () -> all.stream().mapToLong(Intake::oldestAgeMillis).max().orElse(0));
        metrics.gauge(
                QUEUE_RECORDS, () -> all.stream().mapToLong(Intake::heldRecords).sum());
        metrics.gauge(
                QUEUE_BYTES, () -> all.stream().mapToLong(Intake::heldBytes).sum());
    }
}
