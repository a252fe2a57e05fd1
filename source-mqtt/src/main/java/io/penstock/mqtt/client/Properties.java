package io.penstock.mqtt.client;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Properties of one packet. All are checked.
 */
final class Properties {
    private static final Properties NONE = new Properties(Map.of(), List.of(), List.of());

    private final Map<Property, Object> values;
    private final List<UserProperty> pairs;

    private final List<Integer> subscriptions;

    private Properties(Map<Property, Object> values, List<UserProperty> pairs, List<Integer> subscriptions) {
        this.values = values;
        this.pairs = pairs;
        this.subscriptions = subscriptions;
    }

    static Properties none() {
        return NONE;
    }

    /** @throws MqttProtocolException for an unknown or misplaced property, one that comes twice, or one that ends beyond the property length */
    static Properties read(Frame packet, PacketType type) throws MqttProtocolException {
        int length = packet.variableInt();
        if (length == 0) {
            return NONE;
        }
        Frame frame = packet.slice(length);
        Map<Property, Object> values = new EnumMap<>(Property.class);
        List<UserProperty> pairs = new ArrayList<>(0);
        List<Integer> subscriptions = new ArrayList<>(0);
        while (frame.remaining() > 0) {
            Property property = Property.of(frame.variableInt(), type);
            Object value = value(property, frame);
            if (value instanceof UserProperty pair) {
                pairs.add(pair);
            } else if (property == Property.SUBSCRIPTION_ID) {
                subscriptions.add(subscriptionId((Long) value));
            } else if (values.put(property, value) != null) {
                throw MqttProtocolException.protocol("property " + property + " comes twice in one " + type);
            }
        }
        return new Properties(values, pairs, subscriptions);
    }

    private static int subscriptionId(long value) throws MqttProtocolException {
        if (value == 0) {
            throw MqttProtocolException.protocol("subscription identifier 0 (section 3.3.2.3.8)");
        }
        return (int) value;
    }

    private static Object value(Property property, Frame frame) throws MqttProtocolException {
        return switch (property.type()) {
            case BYTE -> (long) frame.u8();
            case TWO_BYTES -> (long) frame.u16();
            case FOUR_BYTES -> frame.u32();
            case VARIABLE -> (long) frame.variableInt();
            case TEXT -> frame.utf8();
            case TEXT_PAIR -> new UserProperty(frame.utf8(), frame.utf8());
            case BINARY -> frame.binary();
        };
    }

    OptionalLong number(Property property) {
        return !isNone() && values.get(property) instanceof Long number
                ? OptionalLong.of(number)
                : OptionalLong.empty();
    }

    /** For properties of at most two bytes. */
    OptionalInt small(Property property) {
        OptionalLong number = number(property);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** Owned by whoever asks: asked once. */
    Optional<byte[]> binary(Property property) {
        @Nullable Object value = values.get(property);
        return value instanceof byte[] bytes ? Optional.of(bytes) : Optional.empty();
    }

    List<UserProperty> user() {
        return pairs;
    }

    /** Those of all subscriptions by which a message comes. */
    List<Integer> subscriptions() {
        return subscriptions;
    }

    boolean isNone() {
        return this == NONE;
    }

    Optional<String> text(Property property) {
        @Nullable Object value = values.get(property);
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
