package io.penstock.mqtt.intake;

/** Sends acknowledgements over one connection. Called under the intake's lock: must not block. */
@FunctionalInterface
interface Acknowledger {
    void acknowledge(int packetId);
}
