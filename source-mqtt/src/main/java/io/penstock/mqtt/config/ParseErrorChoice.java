package io.penstock.mqtt.config;

/** Words for {@link io.penstock.mqtt.mapping.ParseErrors}. */
enum ParseErrorChoice {
    FAIL,
    DLQ,
    RAW
}
