package io.penstock.mqtt.client;

import java.io.IOException;

/** The broker sent what the protocol forbids. The connection must be closed, with {@link #reason()} in a DISCONNECT where the version has it (section 4.13). */
public final class MqttProtocolException extends IOException {
    private final transient ReasonCode reason;
    private final boolean sentAgain;

    MqttProtocolException(ReasonCode reason, String message) {
        super(message);
        this.reason = reason;
        this.sentAgain = false;
    }

    private MqttProtocolException(MqttProtocolException fault, String where, boolean sentAgain) {
        super(fault.getMessage() + " (" + where + ")", fault);
        this.reason = fault.reason;
        this.sentAgain = sentAgain;
    }

    /**
     * The same of one message, for whoever looks for it.
     *
     * @param where its topic, and its packet id if it has one
     * @param sentAgain as {@link #sentAgain()}
     */
    MqttProtocolException of(String where, boolean sentAgain) {
        return new MqttProtocolException(this, where, sentAgain);
    }

    static MqttProtocolException malformed(String message) {
        return new MqttProtocolException(ReasonCode.MALFORMED_PACKET, message);
    }

    static MqttProtocolException protocol(String message) {
        return new MqttProtocolException(ReasonCode.PROTOCOL_ERROR, message);
    }

    public ReasonCode reason() {
        return reason;
    }

    /** Whether it was found in a message that the broker keeps until it is acknowledged: it comes with each connection [MQTT-4.4.0-1], under the same packet id, and the same is said of it. */
    public boolean sentAgain() {
        return sentAgain;
    }
}
