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

    private static final int TYPE_SHIFT = 4;
    private static final int TLS_ALERT = 0x15;
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
        throw MqttProtocolException.protocol("a subscriber gets no packet of type " + code + guess(code));
    }

    /** Of whoever else listens at a port: a TLS alert (RFC 8446, 5.1) begins with 0x15, an answer of HTTP with an H. */
    private static String guess(int code) {
        return switch (code) {
            case TLS_ALERT >> TYPE_SHIFT -> " (a port that speaks TLS answers so: try ssl:// in place of tcp://)";
            case 'H' >> TYPE_SHIFT ->
                " (a server of HTTP answers so: try ws:// and the broker's path in place of tcp://)";
            default -> "";
        };
    }

    /** One of its own in a mask of packet types. */
    int bit() {
        return 1 << code;
    }
}
