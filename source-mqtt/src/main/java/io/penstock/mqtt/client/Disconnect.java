package io.penstock.mqtt.client;

import java.util.Optional;

/** The broker's last word on a connection; MQTT 5 only (section 3.14). */
record Disconnect(ReasonCode reason, Optional<String> reasonString, Optional<String> serverReference)
        implements InboundPacket {}
