package io.penstock.mqtt.client;

/** What a subscriber sends for the messages that it got: one packet at QoS 1, two at QoS 2 (section 4.3). */
public enum Acknowledgement {
    /** QoS 1: taken; the broker forgets the message [MQTT-4.3.2-4]. */
    PUBACK(0x40),
    /** QoS 2: taken, and not to be delivered again [MQTT-4.3.3-8]; the broker answers with PUBREL. */
    PUBREC(0x50),
    /** QoS 2: the answer to PUBREL [MQTT-4.3.3-11]; the broker may give the packet identifier to another message. */
    PUBCOMP(0x70),
    /** The answer to a PUBREL whose packet identifier is not known here, which is no error when a session is resumed (section 3.7.2.1). */
    PUBCOMP_NOT_FOUND(0x70);

    private static final int PACKET_ID_NOT_FOUND = 0x92;

    private final int header;

    Acknowledgement(int header) {
        this.header = header;
    }

    /** Without a reason code, which means success in both versions (section 3.4.2.1), but where MQTT 5 has something to say. */
    byte[] encode(MqttVersion version, int packetId) {
        byte high = (byte) (packetId >> 8);
        byte low = (byte) packetId;
        return this == PUBCOMP_NOT_FOUND && version == MqttVersion.V5
                ? new byte[] {(byte) header, 3, high, low, (byte) PACKET_ID_NOT_FOUND}
                : new byte[] {(byte) header, 2, high, low};
    }
}
