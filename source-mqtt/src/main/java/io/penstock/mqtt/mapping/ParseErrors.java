package io.penstock.mqtt.mapping;

/** What becomes of a message of which no record can be made as it is configured; nothing is ever dropped. */
public sealed interface ParseErrors {
    /** The task fails, and the message stays at the broker. */
    record Fail() implements ParseErrors {}

    /** The payload goes on as bytes, with the reason in the header {@code penstock.error}. */
    record Raw() implements ParseErrors {}

    /** The same, to a Kafka topic for such messages, with the MQTT topic as key. */
    record DeadLetter(String topic) implements ParseErrors {}
}
