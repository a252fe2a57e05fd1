package io.penstock.mqtt.client;

import org.jspecify.annotations.Nullable;

/** Properties that a broker may send to a subscriber, with their types and packets (section 2.2.2.2, table 2-4). */
enum Property {
    PAYLOAD_FORMAT(0x01, Type.BYTE, PacketType.PUBLISH),
    MESSAGE_EXPIRY(0x02, Type.FOUR_BYTES, PacketType.PUBLISH),
    CONTENT_TYPE(0x03, Type.TEXT, PacketType.PUBLISH),
    RESPONSE_TOPIC(0x08, Type.TEXT, PacketType.PUBLISH),
    CORRELATION_DATA(0x09, Type.BINARY, PacketType.PUBLISH),
    SUBSCRIPTION_ID(0x0B, Type.VARIABLE, PacketType.PUBLISH),
    SESSION_EXPIRY(0x11, Type.FOUR_BYTES, PacketType.CONNACK),
    ASSIGNED_CLIENT_ID(0x12, Type.TEXT, PacketType.CONNACK),
    SERVER_KEEP_ALIVE(0x13, Type.TWO_BYTES, PacketType.CONNACK),
    AUTHENTICATION_METHOD(0x15, Type.TEXT, PacketType.CONNACK),
    AUTHENTICATION_DATA(0x16, Type.BINARY, PacketType.CONNACK),
    RESPONSE_INFORMATION(0x1A, Type.TEXT, PacketType.CONNACK),
    SERVER_REFERENCE(0x1C, Type.TEXT, PacketType.CONNACK, PacketType.DISCONNECT),
    REASON_STRING(
            0x1F,
            Type.TEXT,
            PacketType.CONNACK,
            PacketType.PUBREL,
            PacketType.SUBACK,
            PacketType.UNSUBACK,
            PacketType.DISCONNECT),
    RECEIVE_MAXIMUM(0x21, Type.TWO_BYTES, PacketType.CONNACK),
    TOPIC_ALIAS_MAXIMUM(0x22, Type.TWO_BYTES, PacketType.CONNACK),
    TOPIC_ALIAS(0x23, Type.TWO_BYTES, PacketType.PUBLISH),
    MAXIMUM_QOS(0x24, Type.BYTE, PacketType.CONNACK),
    RETAIN_AVAILABLE(0x25, Type.BYTE, PacketType.CONNACK),
    USER_PROPERTY(
            0x26,
            Type.TEXT_PAIR,
            PacketType.CONNACK,
            PacketType.PUBLISH,
            PacketType.PUBREL,
            PacketType.SUBACK,
            PacketType.UNSUBACK,
            PacketType.DISCONNECT),
    MAXIMUM_PACKET_SIZE(0x27, Type.FOUR_BYTES, PacketType.CONNACK),
    WILDCARDS_AVAILABLE(0x28, Type.BYTE, PacketType.CONNACK),
    SUBSCRIPTION_IDS_AVAILABLE(0x29, Type.BYTE, PacketType.CONNACK),
    SHARED_AVAILABLE(0x2A, Type.BYTE, PacketType.CONNACK);

    /** How a value is encoded. */
    enum Type {
        BYTE,
        TWO_BYTES,
        FOUR_BYTES,
        VARIABLE,
        TEXT,
        TEXT_PAIR,
        BINARY
    }

    private static final int IDS = 0x2B;
    private static final @Nullable Property[] BY_ID = new @Nullable Property[IDS];

    static {
        for (Property property : values()) {
            BY_ID[property.id] = property;
        }
    }

    private final int id;
    private final Type type;
    private final int packets; // one bit for each type

    Property(int id, Type type, PacketType first, PacketType... others) {
        this.id = id;
        this.type = type;
        int mask = first.bit();
        for (PacketType other : others) {
            mask |= other.bit();
        }
        this.packets = mask;
    }

    static Property of(int id, PacketType packet) throws MqttProtocolException {
        @Nullable Property property = id < IDS ? BY_ID[id] : null;
        if (property == null || (property.packets & packet.bit()) == 0) {
            throw MqttProtocolException.malformed("property 0x%02X has no place in %s".formatted(id, packet));
        }
        return property;
    }

    Type type() {
        return type;
    }
}
