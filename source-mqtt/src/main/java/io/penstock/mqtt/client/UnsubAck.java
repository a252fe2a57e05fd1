package io.penstock.mqtt.client;

import java.util.List;
import java.util.Optional;

/** Answer to UNSUBSCRIBE: one code for each filter, in the order of the filters [MQTT-3.11.3-1]; none with MQTT 3.1.1, whose brokers refuse nothing. */
public record UnsubAck(int packetId, List<ReasonCode> codes, Optional<String> reasonString) implements InboundPacket {
    public UnsubAck {
        codes = List.copyOf(codes);
    }
}
