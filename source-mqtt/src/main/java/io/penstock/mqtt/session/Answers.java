package io.penstock.mqtt.session;

import io.penstock.mqtt.client.Acknowledgement;

/** Sends answers over one connection. Must not block; what is sent into a connection that has ended is lost, and asked for again by the broker. */
@FunctionalInterface
public interface Answers {
    void answer(Acknowledgement what, int packetId);
}
