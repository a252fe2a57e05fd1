package io.penstock.mqtt.client;

/** Answer to PINGREQ (section 3.13). That bytes came at all is what counts. */
record PingResp() implements InboundPacket {}
