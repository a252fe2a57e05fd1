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
 * @param subscriptions identifiers of those by which the broker sent it
 */
public record MessageProperties(
        OptionalLong expirySeconds,
        Optional<String> contentType,
        Optional<String> responseTopic,
        Optional<byte[]> correlationData,
        List<Pair> user,
        List<Integer> subscriptions) {

    public static final MessageProperties NONE = new MessageProperties(
            OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());

    public MessageProperties {
        user = List.copyOf(user);
        subscriptions = List.copyOf(subscriptions);
    }

    /** A property that the publisher made up. */
    public record Pair(String name, String value) {}
}
