package io.penstock.mqtt.client;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a publisher says of a message beside topic and payload (section 3.3.2.3); with MQTT 3.1.1 nothing.
 *
 * @param expirySeconds what is left of the message's life, as the broker has counted it down
 * @param correlationData owned by the receiver, like the payload
 * @param user names and values, in their order; a name may come more than once
 * @param subscriptions identifiers of those by which the broker sends it, as they were given in SUBSCRIBE
 */
public record PublishProperties(
        OptionalLong expirySeconds,
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<byte[]> correlationData,
        List<UserProperty> user,
        List<Integer> subscriptions) {

    public static final PublishProperties NONE = new PublishProperties(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

    /** Heap of an entry beside its characters. */
    private static final int ENTRY_BYTES = 150;

    private static final int ID_BYTES = 24;

    public PublishProperties {
        user = List.copyOf(user);
        subscriptions = List.copyOf(subscriptions);
    }

    static PublishProperties of(Properties packet) {
        return packet.isNone() ? NONE : read(packet);
    }

    private static PublishProperties read(Properties packet) {
        return new PublishProperties(
                packet.number(Property.MESSAGE_EXPIRY),
                packet.text(Property.CONTENT_TYPE),
                packet.text(Property.RESPONSE_TOPIC),
                packet.binary(Property.CORRELATION_DATA),
                packet.user(),
                packet.subscriptions());
    }

    /** Memory, about. */
    public long bytes() {
        long bytes = 2L
                        * (contentType.map(String::length).orElse(0)
                                + responseTopic.map(String::length).orElse(0))
                + correlationData.map(data -> data.length).orElse(0)
                + (long) ID_BYTES * subscriptions.size();
        for (UserProperty property : user) {
            bytes += ENTRY_BYTES
                    + 2L * (property.name().length() + property.value().length());
        }
        return bytes;
    }
}
