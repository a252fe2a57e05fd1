package io.penstock.mqtt.mapping;

import io.penstock.common.template.Template;

/** What records are made of. */
public record RecordTemplate(Template<MqttMessage> topic, Template<MqttMessage> key, ValueFormat format) {}
