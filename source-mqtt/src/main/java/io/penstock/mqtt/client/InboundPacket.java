package io.penstock.mqtt.client;

/** A control packet that a broker may send to a subscriber. */
sealed interface InboundPacket permits ConnAck, Publish, PubRel, SubAck, UnsubAck, PingResp, Disconnect {}
