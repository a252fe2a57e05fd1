package io.penstock.mqtt.mapping;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the publisher of a message says of it.
 *
 * @param expirySeconds what was left of its life when the broker sent it
 * @param correlationData never changed by anyone after arrival, like the payload
 * @param user in their order; names may repeat
 */
public record MessageProperties(
        OptionalLong expirySeconds,
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<byte[]> correlationData,
        List<Pair> user) {

    public static final MessageProperties NONE = new MessageProperties(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public MessageProperties {
        user = List.copyOf(user);
    }

    /** A property that the publisher made up. */
    public record Pair(String name, String value) {}
}
