package io.penstock.mqtt.intake;

/** Sends acknowledgements over one connection. Called under the intake's lock: must not block. */
@FunctionalInterface
interface Acknowledger {
    /** @return false if the connection is over and nothing was sent */
    boolean acknowledge(int packetId);
}
