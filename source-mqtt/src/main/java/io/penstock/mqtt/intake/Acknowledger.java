package io.penstock.mqtt.intake;

import io.penstock.mqtt.client.Acknowledgement;

/** Sends acknowledgements over one connection. Called under the intake's lock: must not block. */
@FunctionalInterface
interface Acknowledger {
    /** @return false if the connection is over and nothing was sent */
    boolean acknowledge(Acknowledgement what, int packetId);
}
