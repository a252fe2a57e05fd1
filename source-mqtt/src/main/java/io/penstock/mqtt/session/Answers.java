package io.penstock.mqtt.session;

import io.penstock.mqtt.client.Acknowledgement;

/** Sends answers over one connection. Must not block. */
@FunctionalInterface
public interface Answers {
    /** @return false if it certainly was not sent: the connection is over */
    boolean answer(Acknowledgement what, int packetId);
}
