package io.penstock.mqtt.mapping;

/**
 * A message as the subscriber got it.
 *
 * @param payload never changed by anyone after arrival; not copied, since every message passes here
 * @param packetId 0 at QoS 0
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for, and a copy would cost each message
public record MqttMessage(
        String topic,
        byte[] payload,
        int qos,
        boolean duplicate,
        boolean retained,
        int packetId,
        MessageProperties properties) {}
