package io.penstock.mqtt.client;

/** A control packet that a broker may send to a subscriber. PUBREL will join when QoS 2 does. */
sealed interface InboundPacket permits ConnAck, Publish, SubAck, PingResp, Disconnect {}
