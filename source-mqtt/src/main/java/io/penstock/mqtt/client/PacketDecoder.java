package io.penstock.mqtt.client;

import io.penstock.mqtt.error.WireText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the packets of one connection, strictly: what the specification forbids is an error, never a guess. No I/O; it remembers topic aliases only. Used by the reading thread.
 */
final class PacketDecoder {
    private static final int DUP = 0x8;
    private static final int QOS = 0x6;
    private static final int RETAIN = 0x1;
    private static final int PUBREL_FLAGS = 0x2;

    private final MqttVersion version;
    private final TopicAliases aliases;

    PacketDecoder(MqttVersion version, int topicAliasMaximum) {
        this.version = version;
        this.aliases = new TopicAliases(version == MqttVersion.V5 ? topicAliasMaximum : 0);
    }

    InboundPacket decode(Frame frame) throws MqttProtocolException {
        PacketType type = PacketType.of(frame.type());
        checkReservedFlags(type, frame.flags());
        return switch (type) {
            case CONNACK -> connAck(frame);
            case PUBLISH -> publish(frame);
            case PUBREL -> pubRel(frame);
            case SUBACK -> subAck(frame);
            case UNSUBACK -> unsubAck(frame);
            case PINGRESP -> pingResp(frame);
            case DISCONNECT -> disconnect(frame);
        };
    }

    private static void checkReservedFlags(PacketType type, int flags) throws MqttProtocolException {
        int reserved = type == PacketType.PUBREL ? PUBREL_FLAGS : 0;
        if (type != PacketType.PUBLISH && flags != reserved) {
            throw MqttProtocolException.malformed("the reserved flags of " + type + " are not " + reserved
                    + (type == PacketType.PUBREL ? " [MQTT-3.6.1-1]" : " [MQTT-2.1.3-1]"));
        }
    }

    private InboundPacket connAck(Frame frame) throws MqttProtocolException {
        int flags = frame.u8();
        if (flags > 1) {
            throw MqttProtocolException.malformed("reserved bits of the CONNACK flags are set");
        }
        int code = frame.u8();
        // A broker that knows no MQTT 5 answers with two bytes, as 3.1.1 has it.
        Properties properties = properties(frame, PacketType.CONNACK);
        frame.expectEnd("CONNACK");
        return new ConnAck(
                flags == 1,
                version == MqttVersion.V5 && code >= 0x80 ? new ReasonCode(code) : ReasonCode.ofReturnCode(code),
                properties.number(Property.SESSION_EXPIRY),
                properties.number(Property.MAXIMUM_PACKET_SIZE),
                properties.small(Property.SERVER_KEEP_ALIVE),
                version == MqttVersion.V5
                        && properties.small(Property.SUBSCRIPTION_IDS_AVAILABLE).orElse(1) != 0,
                properties.text(Property.REASON_STRING),
                properties.text(Property.SERVER_REFERENCE));
    }

    private InboundPacket publish(Frame frame) throws MqttProtocolException {
        try {
            return readPublish(frame);
        } catch (MqttProtocolException e) {
            throw ofMessage(e, frame.again());
        }
    }

    /** With what can be read all the same of that by which a person finds the message. */
    private static MqttProtocolException ofMessage(MqttProtocolException fault, Frame frame) {
        try {
            String topic = frame.text();
            boolean kept = (frame.flags() & QOS) != 0;
            return fault.of(
                    "PUBLISH to " + WireText.of(topic) + (kept ? ", packet id " + frame.u16() : ""), kept); // 0 too
        } catch (MqttProtocolException e) {
            return fault;
        }
    }

    private InboundPacket readPublish(Frame frame) throws MqttProtocolException {
        int flags = frame.flags();
        int qos = (flags >> 1) & 0x3;
        boolean duplicate = (flags & DUP) != 0;
        if (qos == 3) {
            throw MqttProtocolException.malformed("PUBLISH has QoS 3 [MQTT-3.3.1-4]");
        }
        if (qos == 0 && duplicate) {
            throw MqttProtocolException.malformed("PUBLISH has DUP at QoS 0 [MQTT-3.3.1-2]");
        }
        String sent = frame.utf8();
        int packetId = qos == 0 ? 0 : packetId(frame);
        Properties properties =
                version == MqttVersion.V5 ? Properties.read(frame, PacketType.PUBLISH) : Properties.none();
        String topic = aliases.resolve(sent, properties.small(Property.TOPIC_ALIAS));
        if (topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0) {
            throw MqttProtocolException.malformed("the topic of a PUBLISH has a wildcard [MQTT-4.7.0-1]");
        }
        return new Publish(
                topic, frame.rest(), qos, duplicate, (flags & RETAIN) != 0, packetId, PublishProperties.of(properties));
    }

    private InboundPacket pubRel(Frame frame) throws MqttProtocolException {
        int packetId = packetId(frame);
        ReasonCode reason =
                version == MqttVersion.V5 && frame.remaining() > 0 ? new ReasonCode(frame.u8()) : ReasonCode.SUCCESS;
        properties(frame, PacketType.PUBREL);
        frame.expectEnd("PUBREL");
        return new PubRel(packetId, reason);
    }

    private InboundPacket subAck(Frame frame) throws MqttProtocolException {
        int packetId = packetId(frame);
        Properties properties =
                version == MqttVersion.V5 ? Properties.read(frame, PacketType.SUBACK) : Properties.none();
        return new SubAck(packetId, codes(frame), properties.text(Property.REASON_STRING));
    }

    private InboundPacket unsubAck(Frame frame) throws MqttProtocolException {
        int packetId = packetId(frame);
        if (version != MqttVersion.V5) {
            frame.expectEnd("UNSUBACK");
            return new UnsubAck(packetId, List.of(), Optional.empty());
        }
        Properties properties = Properties.read(frame, PacketType.UNSUBACK);
        if (frame.remaining() == 0) {
            throw MqttProtocolException.malformed("an UNSUBACK has no reason code [MQTT-3.11.3-1]");
        }
        return new UnsubAck(packetId, codes(frame), properties.text(Property.REASON_STRING));
    }

    private static List<ReasonCode> codes(Frame frame) throws MqttProtocolException {
        List<ReasonCode> codes = new ArrayList<>(frame.remaining());
        while (frame.remaining() > 0) {
            codes.add(new ReasonCode(frame.u8()));
        }
        return codes;
    }

    private static InboundPacket pingResp(Frame frame) throws MqttProtocolException {
        frame.expectEnd("PINGRESP");
        return new PingResp();
    }

    private InboundPacket disconnect(Frame frame) throws MqttProtocolException {
        if (version != MqttVersion.V5) {
            throw MqttProtocolException.protocol("an MQTT 3.1.1 broker sends no DISCONNECT");
        }
        ReasonCode reason = frame.remaining() == 0 ? ReasonCode.SUCCESS : new ReasonCode(frame.u8());
        Properties properties = properties(frame, PacketType.DISCONNECT);
        frame.expectEnd("DISCONNECT");
        return new Disconnect(
                reason, properties.text(Property.REASON_STRING), properties.text(Property.SERVER_REFERENCE));
    }

    /** Properties that may be left out together with their length. */
    private Properties properties(Frame frame, PacketType type) throws MqttProtocolException {
        return version == MqttVersion.V5 && frame.remaining() > 0 ? Properties.read(frame, type) : Properties.none();
    }

    private static int packetId(Frame frame) throws MqttProtocolException {
        int packetId = frame.u16();
        if (packetId == 0) {
            throw MqttProtocolException.malformed("packet identifier 0 [MQTT-2.2.1-4]");
        }
        return packetId;
    }
}
