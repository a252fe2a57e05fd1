package io.penstock.s3.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * What values without a schema look like: enough to make a schema that they all fit. Whole numbers are longs, fractions doubles,
 * and a field that has seen both is one of doubles; dates are timestamps; what is too large for a long is text. Immutable.
 */
sealed interface Shape {

    /** Nothing but nulls. */
    record Unknown() implements Shape {}

    /** One value. */
    record Scalar(Kind kind) implements Shape {}

    /** A list. */
    record ListOf(Shape items) implements Shape {}

    /** A map with texts for keys, each of them a field. */
    record Group(Map<String, Shape> fields) implements Shape {

        /** @param fields by name, in the order of names */
        public Group {
            fields = java.util.Collections.unmodifiableMap(new TreeMap<>(fields));
        }
    }

    /** Scalars. */
    enum Kind {
        WHOLE,
        FRACTION,
        FLAG,
        TEXT,
        BYTES,
        MOMENT
    }

    /** Beyond it, doubles do not hold every whole number. */
    long EXACT = 1L << 53;

    /** @throws Unwritable for classes that no schema is known for, and for what is nested too deep */
    static Shape of(@Nullable Object value) {
        return of(value, 1);
    }

    private static Shape of(@Nullable Object value, int level) {
        if (value == null) {
            return new Unknown();
        }
        if (value instanceof Map<?, ?> map) {
            Nesting.checkLevel(level);
            return group(map, level);
        }
        if (value instanceof Collection<?> list) {
            Nesting.checkLevel(level);
            return list(list, level);
        }
        return new Scalar(kind(value));
    }

    private static Shape group(Map<?, ?> map, int level) {
        Map<String, Shape> fields = new TreeMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                throw new Unwritable("a map without a schema has a key that is not a text");
            }
            if (entry.getValue() != null) {
                if (name.isEmpty()) {
                    throw new Unwritable("a map without a schema has an empty key, which can be no field's name");
                }
                fields.put(name, of(entry.getValue(), level + 1));
            }
        }
        return new Group(fields);
    }

    private static Shape list(Collection<?> list, int level) {
        Shape items = new Unknown();
        for (Object item : list) {
            items = items.and(of(item, level + 1))
                    .orElseThrow(() -> new Unwritable("a list without a schema has items of several types"));
        }
        return new ListOf(items);
    }

    private static Kind kind(Object value) {
        if (value instanceof String || value instanceof BigDecimal || value instanceof BigInteger) {
            return Kind.TEXT;
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return Kind.WHOLE;
        }
        if (value instanceof Double || value instanceof Float) {
            return Kind.FRACTION;
        }
        if (value instanceof Boolean) {
            return Kind.FLAG;
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return Kind.BYTES;
        }
        if (value instanceof Date) {
            return Kind.MOMENT;
        }
        throw new Unwritable("values of class " + value.getClass().getName() + " without a schema have no form here");
    }

    /** A text, or a number that is written as one. */
    static String text(Object value) {
        if (value instanceof BigDecimal decimal) {
            return PlainDecimal.text(decimal)
                    .orElseThrow(() -> new Unwritable("a decimal without a schema has too large an exponent"));
        }
        return value instanceof BigInteger integer ? integer.toString() : (String) value;
    }

    /** @throws Unwritable for a fraction, of which a part would be cut off, and for what may be too large */
    static long whole(Object value) {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        throw new Unwritable(
                "a value of class " + value.getClass().getName() + " stands where the schema has whole numbers");
    }

    /**
     * A fraction, or a whole number that is one.
     *
     * @throws Unwritable when it would not be the same number
     */
    static double fraction(Object value) {
        if (value instanceof Long whole && !exact(whole)) {
            throw new Unwritable("a whole number beyond 2^53 stands in a field of fractions");
        }
        return ((Number) value).doubleValue();
    }

    private static boolean exact(long whole) {
        return whole <= EXACT && whole >= -EXACT;
    }

    /** Whether a value goes with this shape as it is. */
    default boolean fits(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (this instanceof Group group) {
            return value instanceof Map<?, ?> map && fit(group, map);
        }
        if (this instanceof ListOf list) {
            return value instanceof Collection<?> items && fit(list.items(), items);
        }
        return this instanceof Scalar scalar && fits(scalar.kind(), value);
    }

    private static boolean fit(Group group, Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String name)) {
                return false;
            }
            Shape field = group.fields().get(name);
            if (entry.getValue() != null && (field == null || !field.fits(entry.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fit(Shape items, Collection<?> list) {
        for (Object item : list) {
            if (!items.fits(item)) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Kind kind, Object value) {
        if (value instanceof Map || value instanceof Collection) {
            return false;
        }
        Kind other = kind(value);
        return kind == other || (kind == Kind.FRACTION && other == Kind.WHOLE && exact(((Number) value).longValue()));
    }

    /** The shape that the values of both fit; empty where there is none. */
    default Optional<Shape> and(Shape other) {
        if (this instanceof Unknown || this.equals(other)) {
            return Optional.of(other);
        }
        if (other instanceof Unknown) {
            return Optional.of(this);
        }
        if (this instanceof Group one && other instanceof Group two) {
            return merged(one, two);
        }
        if (this instanceof ListOf one && other instanceof ListOf two) {
            return one.items().and(two.items()).map(ListOf::new);
        }
        boolean numbers = this instanceof Scalar one
                && other instanceof Scalar two
                && java.util.EnumSet.of(one.kind(), two.kind()).equals(java.util.EnumSet.of(Kind.WHOLE, Kind.FRACTION));
        return numbers ? Optional.of(new Scalar(Kind.FRACTION)) : Optional.empty();
    }

    private static Optional<Shape> merged(Group one, Group two) {
        Map<String, Shape> fields = new TreeMap<>(one.fields());
        for (Map.Entry<String, Shape> entry : two.fields().entrySet()) {
            Shape known = fields.get(entry.getKey());
            Optional<Shape> both = known == null ? Optional.of(entry.getValue()) : known.and(entry.getValue());
            if (both.isEmpty()) {
                return Optional.empty();
            }
            fields.put(entry.getKey(), both.get());
        }
        return Optional.of(new Group(fields));
    }

    /** How many fields and items it has, of all depths. */
    default int size() {
        if (this instanceof Group group) {
            int size = 1;
            for (Shape field : group.fields().values()) {
                size += field.size();
            }
            return size;
        }
        return this instanceof ListOf list ? 1 + list.items().size() : 1;
    }

    /** The length of all its fields' names together, of all depths. */
    default long nameChars() {
        if (this instanceof Group group) {
            long chars = 0;
            for (Map.Entry<String, Shape> field : group.fields().entrySet()) {
                chars += field.getKey().length() + field.getValue().nameChars();
            }
            return chars;
        }
        return this instanceof ListOf list ? list.items().nameChars() : 0;
    }

    /** As a Connect schema, in which everything below the top is optional. */
    default Schema schema(boolean optional) {
        SchemaBuilder builder = builder();
        return optional ? builder.optional().build() : builder.build();
    }

    /** Whether there is nothing in it but empty maps and lists: what its type is, nobody knows. */
    private boolean blank() {
        if (this instanceof Group group) {
            for (Shape field : group.fields().values()) {
                if (!field.blank()) {
                    return false;
                }
            }
            return true;
        }
        return this instanceof Unknown
                || (this instanceof ListOf list && list.items().blank());
    }

    private SchemaBuilder builder() {
        if (this instanceof Group group) {
            SchemaBuilder struct = SchemaBuilder.struct();
            group.fields().forEach((name, shape) -> {
                if (!shape.blank()) {
                    struct.field(name, shape.schema(true));
                }
            });
            return struct;
        }
        if (this instanceof ListOf list) {
            return SchemaBuilder.array(list.items().schema(true));
        }
        return this instanceof Scalar scalar ? builder(scalar.kind()) : SchemaBuilder.string();
    }

    private static SchemaBuilder builder(Kind kind) {
        return switch (kind) {
            case WHOLE -> SchemaBuilder.int64();
            case FRACTION -> SchemaBuilder.float64();
            case FLAG -> SchemaBuilder.bool();
            case TEXT -> SchemaBuilder.string();
            case BYTES -> SchemaBuilder.bytes();
            case MOMENT -> Timestamp.builder();
        };
    }
}
