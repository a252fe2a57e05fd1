package io.penstock.mqtt.mapping.json;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** What a JSON value is in Kafka: its schema, and how it becomes one of that. Made once for many values. Immutable. */
public sealed interface JsonType {
    /** Scalars. */
    enum Kind {
        TEXT,
        WHOLE,
        /** As JSON schemas have it: a whole number, also one that is written as 12.0 (Validation, section 6.1.1). */
        INTEGER,
        FRACTION,
        FLAG
    }

    /** Beyond it, doubles do not hold every whole number; itself may stand for the next one. */
    long EXACT = 1L << 53;

    Schema schema();

    /** With all that is below. */
    default Size size() {
        return Size.NONE;
    }

    /**
     * How much a schema is, however it is nested.
     *
     * @param nameChars of all fields' names together
     */
    record Size(int fields, int nameChars) {
        static final Size NONE = new Size(0, 0);

        private static final int CHARS_OF_A_FIELD = 100;

        /** What it takes of memory, in fields: long names count as more of them, and nothing is free. */
        long cost() {
            return Math.max(1, fields + nameChars / CHARS_OF_A_FIELD);
        }

        static Size of(Map<String, JsonType> types) {
            int fields = types.size();
            int nameChars = 0;
            for (Map.Entry<String, JsonType> type : types.entrySet()) {
                Size below = type.getValue().size();
                fields += below.fields();
                nameChars += type.getKey().length() + below.nameChars();
            }
            return new Size(fields, nameChars);
        }
    }

    /**
     * A value that is not null.
     *
     * @throws Misfit if it is of another type
     */
    Object of(Object json);

    /** @throws Misfit if it is of another type, or null where that must not be */
    default @Nullable Object convert(@Nullable Object json) {
        if (json != null) {
            return of(json);
        }
        if (schema().isOptional()) {
            return null;
        }
        throw new Misfit("it is null or absent");
    }

    /** One value. */
    record Scalar(Kind kind, Schema schema) implements JsonType {
        static Scalar of(Kind kind, boolean optional) {
            SchemaBuilder builder = switch (kind) {
                case TEXT -> SchemaBuilder.string();
                case WHOLE, INTEGER -> SchemaBuilder.int64();
                case FRACTION -> SchemaBuilder.float64();
                case FLAG -> SchemaBuilder.bool();
            };
            return new Scalar(kind, (optional ? builder.optional() : builder).build());
        }

        @Override
        public Object of(Object json) {
            return switch (kind) {
                case TEXT -> instance(String.class, json, "it is no text");
                case WHOLE -> whole(json);
                case INTEGER -> json instanceof Double number ? integer(number) : whole(json);
                case FRACTION -> fraction(json);
                case FLAG -> instance(Boolean.class, json, "it is neither true nor false");
            };
        }

        private static <T> T instance(Class<T> type, Object json, String why) {
            if (!type.isInstance(json)) {
                throw new Misfit(why);
            }
            return type.cast(json);
        }

        private static Long whole(Object json) {
            return instance(Long.class, json, "it is no whole number");
        }

        /** As far as a double tells each from the next. */
        private static Long integer(Double number) {
            if (number != Math.rint(number) || Math.abs(number) >= EXACT) {
                throw new Misfit("it is no whole number");
            }
            return number.longValue();
        }

        /** A whole number too, if it stays the same. */
        private static Double fraction(Object json) {
            if (json instanceof Long whole) {
                if (whole > EXACT || whole < -EXACT) {
                    throw new Misfit("it is a whole number that a double does not hold");
                }
                return whole.doubleValue();
            }
            return instance(Double.class, json, "it is no number");
        }
    }

    /** A list. */
    record ListOf(JsonType items, Schema schema) implements JsonType {
        static ListOf of(JsonType items, boolean optional) {
            SchemaBuilder builder = SchemaBuilder.array(items.schema());
            return new ListOf(items, (optional ? builder.optional() : builder).build());
        }

        @Override
        public Size size() {
            return items.size();
        }

        @Override
        public Object of(Object json) {
            if (!(json instanceof List<?> list)) {
                throw new Misfit("it is no array");
            }
            List<@Nullable Object> values = new ArrayList<>(list.size());
            for (Object item : list) {
                try {
                    values.add(items.convert(item));
                } catch (Misfit e) {
                    throw e.in("[]");
                }
            }
            return values;
        }
    }

    /** An object whose names are data. */
    record MapOf(JsonType values, Schema schema) implements JsonType {
        static MapOf of(JsonType values, boolean optional) {
            SchemaBuilder builder = SchemaBuilder.map(Schema.STRING_SCHEMA, values.schema());
            return new MapOf(values, (optional ? builder.optional() : builder).build());
        }

        @Override
        public Size size() {
            return values.size();
        }

        @Override
        public Object of(Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw new Misfit("it is no object");
            }
            Map<Object, @Nullable Object> converted = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                try {
                    converted.put(entry.getKey(), values.convert(entry.getValue()));
                } catch (Misfit e) {
                    throw e.in("*");
                }
            }
            return converted;
        }
    }

    /** What becomes of fields that the schema does not have. */
    enum Others {
        REFUSED,
        LEFT_OUT,
        /** Left out if they say nothing: null, and arrays and objects of nothing else. */
        REFUSED_UNLESS_BLANK
    }

    /** An object with fields. */
    final class StructOf implements JsonType {
        private final Schema schema;
        private final Size size;
        private final Others others;
        private final Field[] fields;
        private final JsonType[] types;

        /**
         * @param schema with the same names as {@code types}, in the same order
         */
        StructOf(Schema schema, Map<String, JsonType> types, Others others) {
            this.schema = schema;
            this.size = Size.of(types);
            this.others = others;
            this.fields = schema.fields().toArray(Field[]::new);
            this.types = types.values().toArray(JsonType[]::new);
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public Size size() {
            return size;
        }

        /** By name, in order. */
        Map<String, JsonType> types() {
            Map<String, JsonType> byName = new LinkedHashMap<>();
            for (int i = 0; i < fields.length; i++) {
                byName.put(fields[i].name(), types[i]);
            }
            return byName;
        }

        @Override
        public Object of(Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                throw new Misfit("it is no object");
            }
            Struct struct = new Struct(schema);
            int found = 0;
            for (int i = 0; i < fields.length; i++) {
                Object value = map.get(fields[i].name());
                if (value != null || map.containsKey(fields[i].name())) {
                    found++;
                }
                try {
                    struct.put(fields[i], types[i].convert(value));
                } catch (Misfit e) {
                    throw e.in(fields[i].name());
                }
            }
            if (found < map.size()) {
                checkOthers(map);
            }
            return struct;
        }

        private void checkOthers(Map<?, ?> map) {
            boolean fit = switch (others) {
                case REFUSED -> false;
                case LEFT_OUT -> true;
                case REFUSED_UNLESS_BLANK ->
                    map.entrySet().stream()
                            .allMatch(entry ->
                                    schema.field(String.valueOf(entry.getKey())) != null || blank(entry.getValue()));
            };
            if (!fit) {
                throw new Misfit("it has fields that the schema does not");
            }
        }

        /** However deep; without recursion, since the payload may be nested deeper than any schema. */
        private static boolean blank(@Nullable Object json) {
            Deque<Object> left = new ArrayDeque<>();
            addUnlessNull(json, left);
            for (Object next = left.poll(); next != null; next = left.poll()) {
                if (!(next instanceof Map) && !(next instanceof List)) {
                    return false;
                }
                Collection<?> parts = next instanceof Map<?, ?> map ? map.values() : (List<?>) next;
                parts.forEach(part -> addUnlessNull(part, left));
            }
            return true;
        }

        private static void addUnlessNull(@Nullable Object json, Deque<Object> left) {
            if (json != null) {
                left.push(json);
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof StructOf struct
                    && struct.others == others
                    && struct.schema.equals(schema)
                    && struct.types().equals(types());
        }

        @Override
        public int hashCode() {
            return Objects.hash(schema, others);
        }
    }
}
