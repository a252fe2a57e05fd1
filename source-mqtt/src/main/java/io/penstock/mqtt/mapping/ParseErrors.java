package io.penstock.mqtt.mapping;

/** What becomes of a message whose payload or key cannot be made; nothing is ever dropped. A dead letter topic will join. */
public enum ParseErrors {
    /** The task fails, and the message stays at the broker. */
    FAIL,
    /** The payload goes on as bytes, with the reason in the header {@code penstock.error}. */
    RAW
}
