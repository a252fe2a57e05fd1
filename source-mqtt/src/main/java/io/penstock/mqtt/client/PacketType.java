package io.penstock.mqtt.client;

import java.util.List;

/** Packets that a broker may send to this subscriber (section 2.1.2, table 2-1). */
enum PacketType {
    CONNACK(2),
    PUBLISH(3),
    PUBREL(6),
    SUBACK(9),
    UNSUBACK(11),
    PINGRESP(13),
    DISCONNECT(14);

    private static final List<PacketType> ALL = List.of(values());

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    static PacketType of(int code) throws MqttProtocolException {
        for (PacketType type : ALL) {
            if (type.code == code) {
                return type;
            }
        }
        throw MqttProtocolException.protocol("a subscriber gets no packet of type " + code);
    }

    /** One of its own in a mask of packet types. */
    int bit() {
        return 1 << code;
    }
}
