package io.penstock.mqtt.client;

/** Which protocol versions may be spoken. */
public enum VersionChoice {
    V5("5", MqttVersion.V5, false),
    V3_1_1("3.1.1", MqttVersion.V3_1_1, false),
    /** 5, and 3.1.1 with a broker that says it does not know 5. */
    AUTO("auto", MqttVersion.V5, true);

    private final String text;
    private final MqttVersion first;
    private final boolean fallsBack;

    VersionChoice(String text, MqttVersion first, boolean fallsBack) {
        this.text = text;
        this.first = first;
        this.fallsBack = fallsBack;
    }

    /** To be tried first. */
    public MqttVersion first() {
        return first;
    }

    /** Whether 3.1.1 follows where 5 is refused. */
    public boolean fallsBack() {
        return fallsBack;
    }

    /** Whether 3.1.1 may be spoken, and what it cannot say has no effect. */
    public boolean mayBeOld() {
        return this != V5;
    }

    @Override
    public String toString() {
        return text;
    }
}
