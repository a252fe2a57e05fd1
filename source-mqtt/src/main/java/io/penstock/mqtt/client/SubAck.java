package io.penstock.mqtt.client;

import java.util.List;
import java.util.Optional;

/** Answer to SUBSCRIBE: one code for each filter, in the order of the filters [MQTT-3.9.3-1]. */
public record SubAck(int packetId, List<ReasonCode> codes, Optional<String> reasonString) implements InboundPacket {
    public SubAck {
        codes = List.copyOf(codes);
    }
}
