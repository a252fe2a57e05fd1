package io.penstock.mqtt.client;

import java.io.IOException;

/** The broker sent what the protocol forbids. The connection must be closed, with {@link #reason()} in a DISCONNECT where the version has it (section 4.13). */
public final class MqttProtocolException extends IOException {
    private final transient ReasonCode reason;

    MqttProtocolException(ReasonCode reason, String message) {
        super(message);
        this.reason = reason;
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
}
