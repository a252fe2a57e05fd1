package io.penstock.mqtt.client;

import io.penstock.mqtt.error.WireText;
import java.io.IOException;

/** The broker ended the connection with a DISCONNECT, which MQTT 5 lets it do with a reason (section 3.14). */
public final class DisconnectedException extends IOException {
    private final transient ReasonCode reason;

    DisconnectedException(Endpoint endpoint, Disconnect packet) {
        super("broker " + endpoint + " ended the connection: " + packet.reason()
                + packet.reasonString()
                        .map(text -> ", it says: " + WireText.of(text))
                        .orElse("")
                + packet.serverReference()
                        .map(text -> ", it refers to: " + WireText.of(text))
                        .orElse(""));
        this.reason = packet.reason();
    }

    public ReasonCode reason() {
        return reason;
    }
}
