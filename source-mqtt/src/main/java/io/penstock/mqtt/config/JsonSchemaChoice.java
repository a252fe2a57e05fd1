package io.penstock.mqtt.config;

/** Words for {@link io.penstock.mqtt.mapping.json.JsonValues}. */
enum JsonSchemaChoice {
    NONE,
    INFER,
    GIVEN
}
