package io.penstock.mqtt.client;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Properties of one packet. All are checked; repeatable ones (user properties, subscription identifiers) are not kept, since nothing reads them yet.
 */
final class Properties {
    private static final Properties NONE = new Properties(Map.of());

    private final Map<Property, Object> values;

    private Properties(Map<Property, Object> values) {
        this.values = values;
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
        while (frame.remaining() > 0) {
            Property property = Property.of(frame.variableInt(), type);
            Object value = value(property, frame);
            if (!property.repeatable() && values.put(property, value) != null) {
                throw MqttProtocolException.protocol("property " + property + " comes twice in one " + type);
            }
        }
        return new Properties(values);
    }

    private static Object value(Property property, Frame frame) throws MqttProtocolException {
        return switch (property.type()) {
            case BYTE -> (long) frame.u8();
            case TWO_BYTES -> (long) frame.u16();
            case FOUR_BYTES -> frame.u32();
            case VARIABLE -> (long) frame.variableInt();
            case TEXT -> frame.utf8();
            case TEXT_PAIR -> Map.entry(frame.utf8(), frame.utf8());
            case BINARY -> frame.binary();
        };
    }

    OptionalLong number(Property property) {
        return values.get(property) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** For properties of at most two bytes. */
    OptionalInt small(Property property) {
        OptionalLong number = number(property);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    Optional<String> text(Property property) {
        @Nullable Object value = values.get(property);
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
