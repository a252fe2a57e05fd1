package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Writes the packets that a subscriber sends. Pure. */
final class PacketEncoder {
    private static final int CONNECT = 0x10;
    private static final int SUBSCRIBE = 0x82;
    private static final int UNSUBSCRIBE = 0xA2;
    private static final int PINGREQ = 0xC0;
    private static final int DISCONNECT = 0xE0;

    private static final int USERNAME_FLAG = 0x80;
    private static final int PASSWORD_FLAG = 0x40;
    private static final int WILL_RETAIN_FLAG = 0x20;
    private static final int WILL_FLAG = 0x04;
    private static final int WILL_QOS_SHIFT = 3;

    private static final int WILL_DELAY = 0x18;

    private static final int NO_LOCAL = 0x04;
    private static final int SUBSCRIPTION_ID = 0x0B;
    private static final int SESSION_EXPIRY = 0x11;
    private static final int RECEIVE_MAXIMUM = 0x21;
    private static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    private static final int MAXIMUM_PACKET_SIZE = 0x27;

    private PacketEncoder() {}

    /** Never asks for a clean start: the session holds what Kafka does not have yet. */
    static byte[] connect(ConnectOptions options, Optional<Secret> password) {
        Body body = new Body();
        body.text("MQTT");
        body.u8(options.version().level());
        body.u8((options.username().isPresent() ? USERNAME_FLAG : 0)
                | (password.isPresent() ? PASSWORD_FLAG : 0)
                | options.will().map(PacketEncoder::willFlags).orElse(0));
        body.u16(options.keepAliveSeconds());
        if (options.version() == MqttVersion.V5) {
            body.block(connectProperties(options));
        }
        body.text(options.clientId());
        options.will().ifPresent(will -> will(will, options.version(), body));
        options.username().ifPresent(body::text);
        password.ifPresent(secret -> body.text(secret.reveal()));
        return body.packet(CONNECT);
    }

    private static int willFlags(Will will) {
        return WILL_FLAG | (will.qos() << WILL_QOS_SHIFT) | (will.retained() ? WILL_RETAIN_FLAG : 0);
    }

    /** Stands before user name and password [MQTT-3.1.3-1]. */
    private static void will(Will will, MqttVersion version, Body body) {
        if (version == MqttVersion.V5) {
            Body properties = new Body();
            properties.u8(WILL_DELAY);
            properties.u32(ConnectOptions.roundedUp(will.delay()));
            body.block(properties);
        }
        body.text(will.topic());
        body.text(will.payload());
    }

    private static Body connectProperties(ConnectOptions options) {
        Body properties = new Body();
        properties.u8(SESSION_EXPIRY);
        properties.u32(options.sessionExpirySeconds());
        properties.u8(RECEIVE_MAXIMUM);
        properties.u16(options.receiveMaximum());
        properties.u8(MAXIMUM_PACKET_SIZE);
        properties.u32(options.maxPacketBytes());
        properties.u8(TOPIC_ALIAS_MAXIMUM);
        properties.u16(ConnectOptions.TOPIC_ALIAS_MAXIMUM);
        return properties;
    }

    /** @param filters with one id, which is of the packet, or none */
    static byte[] subscribe(MqttVersion version, int packetId, List<RequestedFilter> filters, RetainHandling retained) {
        Body properties = new Body();
        filters.get(0).id().ifPresent(id -> {
            properties.u8(SUBSCRIPTION_ID);
            properties.variableInt(id);
        });
        Body body = numbered(version, packetId, properties);
        for (RequestedFilter asked : filters) {
            body.text(asked.filter().text());
            body.u8(version == MqttVersion.V5 ? options(asked) | retained.bits() : asked.qos());
        }
        return body.packet(SUBSCRIBE);
    }

    private static int options(RequestedFilter asked) {
        return asked.qos() | (asked.noLocal() ? NO_LOCAL : 0);
    }

    static byte[] unsubscribe(MqttVersion version, int packetId, List<TopicFilter> filters) {
        Body body = numbered(version, packetId, new Body());
        filters.forEach(filter -> body.text(filter.text()));
        return body.packet(UNSUBSCRIBE);
    }

    /** With a packet identifier and, in version 5, properties. */
    private static Body numbered(MqttVersion version, int packetId, Body properties) {
        Body body = new Body();
        body.u16(packetId);
        if (version == MqttVersion.V5) {
            body.block(properties);
        }
        return body;
    }

    static byte[] pingReq() {
        return new byte[] {(byte) PINGREQ, 0};
    }

    /** Nothing where MQTT 3.1.1 has no word for it: its DISCONNECT means that all is well, and that no will is to be published (its section 3.14). */
    static byte[] disconnect(MqttVersion version, ReasonCode reason) {
        if (version == MqttVersion.V5) {
            return new byte[] {(byte) DISCONNECT, 1, (byte) reason.value()};
        }
        return reason.equals(ReasonCode.SUCCESS) ? new byte[] {(byte) DISCONNECT, 0} : new byte[0];
    }

    /** Bytes of a packet after its fixed header. */
    private static final class Body {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void u8(int value) {
            bytes.write(value);
        }

        void u16(int value) {
            u8(value >> 8);
            u8(value);
        }

        void u32(long value) {
            u16((int) (value >> 16));
            u16((int) value);
        }

        void text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            u16(utf8.length);
            bytes.writeBytes(utf8);
        }

        /** {@code other}, its length before it. */
        void block(Body other) {
            variableInt(other.bytes.size());
            bytes.writeBytes(other.bytes.toByteArray());
        }

        byte[] packet(int header) {
            Body packet = new Body();
            packet.u8(header);
            packet.block(this);
            return packet.bytes.toByteArray();
        }

        private void variableInt(int value) {
            int rest = value;
            while (rest > 0x7F) {
                u8((rest & 0x7F) | 0x80);
                rest >>>= 7;
            }
            u8(rest);
        }
    }
}
