package io.penstock.mqtt.client;

import java.io.IOException;

/** The broker ended the connection with a DISCONNECT, which MQTT 5 lets it do with a reason (section 3.14). */
public final class DisconnectedException extends IOException {
    private final transient ReasonCode reason;

    DisconnectedException(Endpoint endpoint, Disconnect packet) {
        super("broker " + endpoint + " ended the connection: " + packet.reason()
                + packet.reasonString().map(text -> ", it says: " + text).orElse(""));
        this.reason = packet.reason();
    }

    public ReasonCode reason() {
        return reason;
    }
}
