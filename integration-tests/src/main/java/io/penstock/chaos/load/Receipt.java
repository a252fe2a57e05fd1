package io.penstock.chaos.load;

/** How the other side took a message over. */
enum Receipt {
    TAKEN,
    /** The MQTT broker has it, and nobody to give it to. */
    NO_SUBSCRIBER
}
