package io.penstock.mqtt.client;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The broker's answer to CONNECT (section 3.2).
 *
 * @param sessionPresent whether the broker holds a session of this client id
 * @param sessionExpirySeconds the expiry that the broker uses instead of the one asked for, if it says so (section 3.2.2.3)
 * @param maxPacketBytes the largest packet that the broker takes, if it says so (section 3.2.2.3.6)
 * @param serverKeepAliveSeconds overrides the client's value [MQTT-3.2.2-21]; 0: the broker waits for ever
 * @param takesSubscriptionIds whether a SUBSCRIBE may have one: with MQTT 5, unless the broker says no (section 3.2.2.3.12)
 */
public record ConnAck(
        boolean sessionPresent,
        ReasonCode reason,
        OptionalLong sessionExpirySeconds,
        OptionalLong maxPacketBytes,
        OptionalInt serverKeepAliveSeconds,
        boolean takesSubscriptionIds,
        Optional<String> reasonString,
        Optional<String> serverReference)
        implements InboundPacket {}
