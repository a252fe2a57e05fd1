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

    static final Metric HEADERS_TRUNCATED = Metric.counter(
            "headers-truncated",
            Unit.COUNT,
            "Messages with more user properties than become headers, which the header mqtt.truncated tells.");

    /** For the reference page too. */
    public static final List<Metric> DECLARED = Stream.concat(
                    IntakeMetrics.DECLARED.stream(), Stream.of(MALFORMED, HEADERS_TRUNCATED))
            .toList();

    private MqttMetrics() {}
}
