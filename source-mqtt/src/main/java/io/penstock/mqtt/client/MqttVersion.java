package io.penstock.mqtt.client;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Protocol version that is spoken on a connection. */
public enum MqttVersion {
    V3_1_1("3.1.1", 4),
    V5("5", 5);

    private final String text;
    private final int level;

    MqttVersion(String text, int level) {
        this.text = text;
        this.level = level;
    }

    /** @throws IllegalArgumentException if {@code text} is neither {@code 3.1.1} nor {@code 5} */
    public static MqttVersion parse(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("known versions are "
                        + Arrays.stream(values()).map(MqttVersion::toString).collect(Collectors.joining(" and "))));
    }

    /** The byte after the protocol name in CONNECT (section 3.1.2.2). */
    int level() {
        return level;
    }

    @Override
    public String toString() {
        return text;
    }
}
