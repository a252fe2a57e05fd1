package io.penstock.s3.format;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * How values of one schema are written by another, and nothing of them is lost: structures of the same names, of which the other may have
 * further fields that are optional or have a default; whole numbers and fractions of the same size or a larger one; what must not be null
 * where it may be.
 */
@FunctionalInterface
interface Projection {

    /** Values of both schemas look alike. */
    Projection AS_IT_IS = value -> value;

    @Nullable
    Object of(@Nullable Object value);

    /** @return empty where a value of the one may have no place in the other, and where the one holds itself */
    static Optional<Projection> between(Schema from, Schema to) {
        return new Comparison().root(from, to);
    }

    /** One comparison of two schemas. */
    final class Comparison {

        /** By identity; empty too while they are being compared. */
        private final Map<Pair, Optional<Projection>> known = new HashMap<>();

        private record Pair(Identity from, Identity to) {}

        private record Identity(Schema schema) {

            @Override
            @SuppressWarnings("ReferenceEquality")
            public boolean equals(@Nullable Object other) {
                return other instanceof Identity identity && schema == identity.schema;
            }

            @Override
            public int hashCode() {
                return System.identityHashCode(schema);
            }
        }

        /** A value that is null is none to be written. */
        private Optional<Projection> root(Schema from, Schema to) {
            return meant(from, to);
        }

        private Optional<Projection> part(Schema from, Schema to) {
            return from.isOptional() && !to.isOptional() ? Optional.empty() : meant(from, to);
        }

        @SuppressWarnings("ReferenceEquality")
        private Optional<Projection> meant(Schema from, Schema to) {
            if (from == to) {
                return Optional.of(AS_IT_IS);
            }
            if (!Objects.equals(from.name(), to.name())) {
                return Optional.empty();
            }
            Pair pair = new Pair(new Identity(from), new Identity(to));
            Optional<Projection> before = known.putIfAbsent(pair, Optional.empty());
            if (before != null) {
                return before;
            }
            Optional<Projection> found = compared(from, to);
            known.put(pair, found);
            return found;
        }

        private Optional<Projection> compared(Schema from, Schema to) {
            if (from.type() != to.type()) {
                return widened(from, to);
            }
            return switch (from.type()) {
                case STRUCT -> structure(from, to);
                case ARRAY -> part(from.valueSchema(), to.valueSchema()).map(Comparison::each);
                case MAP -> map(from, to);
                default ->
                    LogicalType.of(from) == LogicalType.DECIMAL && !Objects.equals(from.parameters(), to.parameters())
                            ? Optional.empty()
                            : Optional.of(AS_IT_IS);
            };
        }

        /** Smaller numbers are written by larger types as they are. */
        private static Optional<Projection> widened(Schema from, Schema to) {
            boolean fractions = from.type() == Schema.Type.FLOAT32 && to.type() == Schema.Type.FLOAT64;
            boolean wholes = bits(from.type()) > 0 && bits(from.type()) < bits(to.type());
            return from.name() == null && (fractions || wholes) ? Optional.of(AS_IT_IS) : Optional.empty();
        }

        private static int bits(Schema.Type type) {
            return switch (type) {
                case INT8 -> Byte.SIZE;
                case INT16 -> Short.SIZE;
                case INT32 -> Integer.SIZE;
                case INT64 -> Long.SIZE;
                default -> 0;
            };
        }

        private Optional<Projection> structure(Schema from, Schema to) {
            for (Field field : from.fields()) {
                if (to.field(field.name()) == null) {
                    return Optional.empty();
                }
            }
            int count = to.fields().size();
            boolean alike = count == from.fields().size();
            @Nullable Field[] sources = new Field[count];
            Projection[] projections = new Projection[count];
            for (Field field : to.fields()) {
                Field source = from.field(field.name());
                Optional<Projection> one =
                        source == null ? added(field.schema()) : part(source.schema(), field.schema());
                if (one.isEmpty()) {
                    return Optional.empty();
                }
                sources[field.index()] = source;
                projections[field.index()] = one.get();
                alike = alike
                        && source != null
                        && source.index() == field.index()
                        && one.get() == AS_IT_IS
                        && unsetAlike(source.schema(), field.schema());
            }
            return Optional.of(alike ? AS_IT_IS : value -> projected(value, sources, projections));
        }

        /** What is not set in a structure is read by its field's schema: a default, or a null. */
        private static boolean unsetAlike(Schema from, Schema to) {
            return from.isOptional() == to.isOptional() && Objects.deepEquals(from.defaultValue(), to.defaultValue());
        }

        /** What older values have of a field that they lack: as Avro's readers have it, its default. */
        private static Optional<Projection> added(Schema schema) {
            Object standIn = schema.defaultValue();
            return standIn == null && !schema.isOptional() ? Optional.empty() : Optional.of(unused -> standIn);
        }

        private static @Nullable Object projected(
                @Nullable Object value, @Nullable Field[] sources, Projection[] projections) {
            if (!(value instanceof Struct struct)) {
                return null;
            }
            @Nullable Object[] values = new Object[sources.length];
            for (int i = 0; i < values.length; i++) {
                Field source = sources[i];
                values[i] = projections[i].of(source == null ? null : Fields.get(struct, source));
            }
            return new Projected(values);
        }

        private Optional<Projection> map(Schema from, Schema to) {
            Optional<Projection> keys = part(from.keySchema(), to.keySchema());
            Optional<Projection> values = part(from.valueSchema(), to.valueSchema());
            return keys.isEmpty() || values.isEmpty()
                    ? Optional.empty()
                    : Optional.of(entries(keys.get(), values.get()));
        }

        private static Projection each(Projection items) {
            if (items == AS_IT_IS) {
                return AS_IT_IS;
            }
            return value -> {
                if (!(value instanceof Collection<?> list)) {
                    return null;
                }
                List<@Nullable Object> projected = new ArrayList<>(list.size());
                for (Object item : list) {
                    projected.add(items.of(item));
                }
                return projected;
            };
        }

        private static Projection entries(Projection keys, Projection values) {
            if (keys == AS_IT_IS && values == AS_IT_IS) {
                return AS_IT_IS;
            }
            return value -> {
                if (!(value instanceof Map<?, ?> map)) {
                    return null;
                }
                Map<@Nullable Object, @Nullable Object> projected = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    projected.put(keys.of(entry.getKey()), values.of(entry.getValue()));
                }
                return projected;
            };
        }
    }
}
