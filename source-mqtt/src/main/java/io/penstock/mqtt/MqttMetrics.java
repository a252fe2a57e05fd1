package io.penstock.mqtt;

import io.penstock.common.metrics.Metric;
import io.penstock.common.metrics.Unit;
import io.penstock.mqtt.intake.IntakeMetrics;
import java.util.List;
import java.util.stream.Stream;

/** All that the source shows. */
public final class MqttMetrics {
    static final Metric MALFORMED = Metric.counter(
            "messages-malformed",
            Unit.COUNT,
            "Messages of which no record could be made as configured, and that errors.parse=dlq or raw passed on as bytes.");

    /** For the reference page too. */
    public static final List<Metric> DECLARED =
            Stream.concat(IntakeMetrics.DECLARED.stream(), Stream.of(MALFORMED)).toList();

    private MqttMetrics() {}
}
