package io.penstock.mqtt.client;

/**
 * One message from the broker (section 3.3).
 *
 * @param topic never empty: a topic alias is resolved already
 * @param payload owned by the receiver; not copied again, since every message passes here
 * @param qos 0, 1 or 2
 * @param packetId 1 to 65535, or 0 at QoS 0
 */
@SuppressWarnings("ArrayRecordComponent") // identity is never asked for, and a copy would cost each message
public record Publish(
        String topic,
        byte[] payload,
        int qos,
        boolean duplicate,
        boolean retained,
        int packetId,
        PublishProperties properties)
        implements InboundPacket {

    /** Without properties. */
    public Publish(String topic, byte[] payload, int qos, boolean duplicate, boolean retained, int packetId) {
        this(topic, payload, qos, duplicate, retained, packetId, PublishProperties.NONE);
    }
}
