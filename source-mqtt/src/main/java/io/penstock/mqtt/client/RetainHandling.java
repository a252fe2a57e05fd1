package io.penstock.mqtt.client;

/** When a subscription brings the messages that the broker retains (section 3.8.3.1); with MQTT 3.1.1 always. */
public enum RetainHandling {
    NEW_SUBSCRIPTION(1),
    ALWAYS(0),
    SKIP(2);

    private final int code;

    RetainHandling(int code) {
        this.code = code;
    }

    /** Bits 4 and 5 of the subscription options. */
    int bits() {
        return code << 4;
    }
}
