package io.penstock.mqtt.client;

import io.penstock.mqtt.error.WireText;
import java.io.IOException;

/** CONNACK with a failure code. Whether it may be tried again is for the caller to say, from {@link #reason()}. */
public final class ConnectionRefusedException extends IOException {
    private final transient ReasonCode reason;

    ConnectionRefusedException(Endpoint endpoint, ConnAck answer) {
        super("broker " + endpoint + " refused the connection: " + answer.reason()
                + answer.reasonString()
                        .map(text -> ", it says: " + WireText.of(text))
                        .orElse("")
                + answer.serverReference()
                        .map(text -> ", it refers to: " + WireText.of(text))
                        .orElse(""));
        this.reason = answer.reason();
    }

    public ReasonCode reason() {
        return reason;
    }
}
