package io.penstock.mqtt.intake;

/** What becomes of messages of QoS 0 when the buffer is full. */
public enum QosZeroOverflow {
    /** The reader stops, TCP pushes back, and the broker drops what it does not hold. */
    BLOCK,
    /** The oldest that Connect has not been given makes room; if there is none, the one that comes is dropped. */
    DROP_OLDEST
}
