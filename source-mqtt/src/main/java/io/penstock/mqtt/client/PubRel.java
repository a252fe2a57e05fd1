package io.penstock.mqtt.client;

/** The broker has the PUBREC of a message of QoS 2 and forgets the message itself; it waits for a PUBCOMP [MQTT-4.3.3-11] (section 3.6). */
record PubRel(int packetId, ReasonCode reason) implements InboundPacket {}
