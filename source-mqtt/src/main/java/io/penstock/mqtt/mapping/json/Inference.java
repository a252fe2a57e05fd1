package io.penstock.mqtt.mapping.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Widens a type by what a value has more: fields, which are optional and stand in the order of their names, so that the order of messages does not matter; and fractions, where whole numbers were. What nothing is known of, since it
 * was null, or an empty array or object, is no field yet.
 */
final class Inference {
    private static final int MAX_LEVELS = 100;
    private static final int MAX_FIELDS = 2_000;
    private static final int MAX_NAME_CHARS = 200_000;

    private Inference() {}

    /** @throws Misfit if there is no type for both, or it would be too large */
    static JsonType.StructOf widened(@Nullable JsonType known, Map<?, ?> json) {
        return struct(known instanceof JsonType.StructOf struct ? struct : null, json, false, 1);
    }

    private static JsonType.StructOf struct(
            JsonType.@Nullable StructOf known, Map<?, ?> json, boolean optional, int level) {
        if (level > MAX_LEVELS) {
            throw new Misfit("it is nested deeper than " + MAX_LEVELS + " levels");
        }
        Map<String, JsonType> types = new TreeMap<>();
        if (known != null) {
            types.putAll(known.types());
        }
        for (Map.Entry<?, ?> entry : json.entrySet()) {
            String name = String.valueOf(entry.getKey());
            try {
                type(types.get(name), entry.getValue(), level + 1).ifPresent(type -> types.put(name, type));
            } catch (Misfit e) {
                throw e.in(name);
            }
        }
        check(types);
        SchemaBuilder builder = SchemaBuilder.struct();
        types.forEach((name, type) -> builder.field(name, type.schema()));
        return new JsonType.StructOf(
                (optional ? builder.optional() : builder).build(), types, JsonType.Others.REFUSED_UNLESS_BLANK);
    }

    /** Of the whole, whichever part of it this message has. */
    private static void check(Map<String, JsonType> types) {
        if (types.containsKey("")) {
            throw new Misfit("it has a field without a name");
        }
        JsonType.Size size = JsonType.Size.of(types);
        if (size.fields() > MAX_FIELDS || size.nameChars() > MAX_NAME_CHARS) {
            throw new Misfit(
                    "with those of earlier messages it has more than " + MAX_FIELDS + " fields, or names of more than "
                            + MAX_NAME_CHARS + " characters together: they seem to be data");
        }
    }

    /** @return empty if nothing is known */
    private static Optional<JsonType> type(@Nullable JsonType known, @Nullable Object json, int level) {
        if (json instanceof Map<?, ?> map && (known == null || known instanceof JsonType.StructOf)) {
            JsonType.StructOf struct = struct((JsonType.StructOf) known, map, true, level);
            return struct.schema().fields().isEmpty() ? Optional.empty() : Optional.of(struct);
        }
        if (json instanceof List<?> list && (known == null || known instanceof JsonType.ListOf)) {
            return list((JsonType.ListOf) known, list, level);
        }
        if (json == null) {
            return Optional.ofNullable(known);
        }
        return Optional.of(scalar(known, json));
    }

    private static Optional<JsonType> list(JsonType.@Nullable ListOf known, List<?> list, int level) {
        if (level > MAX_LEVELS) {
            throw new Misfit("it is nested deeper than " + MAX_LEVELS + " levels");
        }
        JsonType items = known == null ? null : known.items();
        for (Object item : list) {
            try {
                items = type(items, item, level + 1).orElse(items);
            } catch (Misfit e) {
                throw e.in("[]");
            }
        }
        if (items == null) {
            return Optional.empty();
        }
        return Optional.of(known != null && known.items().equals(items) ? known : JsonType.ListOf.of(items, true));
    }

    private static JsonType scalar(@Nullable JsonType known, Object json) {
        if (json instanceof Map || json instanceof List) {
            throw new Misfit("it is an object or an array, and was something else before");
        }
        JsonType.Kind kind = kind(json);
        if (known == null) {
            return JsonType.Scalar.of(kind, true);
        }
        if (!(known instanceof JsonType.Scalar scalar)) {
            throw new Misfit("it was an object or an array before");
        }
        if (scalar.kind() == kind || (scalar.kind() == JsonType.Kind.FRACTION && kind == JsonType.Kind.WHOLE)) {
            return known;
        }
        if (scalar.kind() == JsonType.Kind.WHOLE && kind == JsonType.Kind.FRACTION) {
            return JsonType.Scalar.of(JsonType.Kind.FRACTION, true);
        }
        throw new Misfit("it was of another type before");
    }

    private static JsonType.Kind kind(Object json) {
        if (json instanceof String) {
            return JsonType.Kind.TEXT;
        }
        if (json instanceof Boolean) {
            return JsonType.Kind.FLAG;
        }
        return json instanceof Long ? JsonType.Kind.WHOLE : JsonType.Kind.FRACTION;
    }
}
