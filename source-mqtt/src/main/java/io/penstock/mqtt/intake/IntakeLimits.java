package io.penstock.mqtt.intake;

/**
 * What is taken, and how much of it at a time.
 *
 * @param records messages to hold that are not durable
 * @param bytes memory for them; a single message may exceed it if it is alone
 * @param receiveMaximum what a broker of MQTT 5 is told [MQTT-3.3.4-9]; more in flight is counted
 * @param skipRetained whether retained messages are acknowledged and not emitted
 */
public record IntakeLimits(int records, long bytes, int receiveMaximum, QosZeroOverflow qosZero, boolean skipRetained) {

    /** For each of several sessions that share what is said here. */
    public IntakeLimits dividedBy(int sessions) {
        return new IntakeLimits(
                Math.max(1, records / sessions), Math.max(1, bytes / sessions), receiveMaximum, qosZero, skipRetained);
    }
}
