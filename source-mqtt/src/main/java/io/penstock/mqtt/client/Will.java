package io.penstock.mqtt.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What the broker publishes when the connection ends without a goodbye (section 3.1.2.5).
 *
 * @param delay how long the broker waits for the client to come back; whole seconds on the wire, rounded up. MQTT 3.1.1 cannot say it
 */
public record Will(String topic, String payload, int qos, boolean retained, Duration delay) {
    private static final int MAX_BYTES = 65_535;

    /** @throws IllegalArgumentException if it is no topic to publish to, with the rule that is broken */
    public static String topic(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a topic has at least one character and no null character");
        }
        if (text.indexOf('#') >= 0 || text.indexOf('+') >= 0) {
            throw new IllegalArgumentException("a topic has no wildcard [MQTT-4.7.0-1]");
        }
        return bounded(text);
    }

    /** @throws IllegalArgumentException if it is too long for a will */
    public static String bounded(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("it has more than 65535 bytes");
        }
        return text;
    }
}
