package io.penstock.mqtt.mapping.json;

import io.penstock.common.error.RecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a JSON schema (json-schema.org) says of types. An object with {@code properties} becomes a Struct, one with {@code additionalProperties} alone a map; what is not {@code required} is optional. Fields beyond the
 * properties are refused in payloads, unless {@code additionalProperties} is true: then they are left out. Keywords that narrow values, such as {@code minimum} or {@code enum}, are not looked at; those by which a value could
 * have several types are refused.
 */
public final class JsonSchemaCompiler {
    private static final int MAX_LEVELS = 100;
    private static final int MAX_FIELDS = 2_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final String NULL = "null";
    private static final List<String> CHOICES = List.of("anyOf", "oneOf");
    private static final List<String> REFUSED =
            List.of("allOf", "not", "if", "patternProperties", "prefixItems", "dependentSchemas", "$dynamicRef");

    private final Map<?, ?> root;
    private int fields;

    private JsonSchemaCompiler(Map<?, ?> root) {
        this.root = root;
    }

    /** @throws IllegalArgumentException that says what is wrong with it, and where */
    public static JsonType compile(String text) {
        Object schema;
        try {
            schema = JsonPayload.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (RecordException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
        if (!(schema instanceof Map<?, ?> root)) {
            throw new IllegalArgumentException("a JSON schema is an object");
        }
        try {
            return new JsonSchemaCompiler(root).type(root, false, 1);
        } catch (Misfit e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private JsonType type(@Nullable Object node, boolean optional, int level) {
        if (level > MAX_LEVELS) {
            throw new Misfit("it refers to itself, or is nested deeper than " + MAX_LEVELS + " levels");
        }
        if (!(node instanceof Map<?, ?> map)) {
            throw new Misfit("it is no object");
        }
        for (String keyword : REFUSED) {
            if (map.containsKey(keyword)) {
                throw new Misfit(keyword + " cannot become a schema of Kafka Connect");
            }
        }
        if (map.get("$ref") instanceof String reference) {
            return type(resolved(reference), optional, level + 1);
        }
        for (String keyword : CHOICES) {
            if (map.containsKey(keyword)) {
                return nullable(keyword, map.get(keyword), optional, level);
            }
        }
        List<String> types = types(map);
        boolean mayBeNull = types.contains(NULL);
        List<String> others = types.stream().filter(type -> !type.equals(NULL)).toList();
        if (others.size() != 1) {
            throw new Misfit("it needs one type, beside null; it has " + others);
        }
        return typed(others.get(0), map, optional || mayBeNull, level);
    }

    private static List<String> types(Map<?, ?> map) {
        Object type = map.get("type");
        if (type == null && map.containsKey("properties")) {
            return List.of("object");
        }
        List<String> types = new ArrayList<>();
        for (Object one : type instanceof List<?> several ? several : type == null ? List.of() : List.of(type)) {
            types.add(String.valueOf(one));
        }
        return types;
    }

    /** Of a choice between null and one other. */
    private JsonType nullable(String keyword, @Nullable Object choices, boolean optional, int level) {
        List<Object> others = new ArrayList<>();
        int nulls = 0;
        if (choices instanceof List<?> all) {
            for (Object choice : all) {
                if (choice instanceof Map<?, ?> map && NULL.equals(map.get("type"))) {
                    nulls++;
                } else {
                    others.add(choice);
                }
            }
        }
        if (others.size() != 1) {
            throw new Misfit(keyword + " with more than one type beside null cannot become a schema of Kafka Connect");
        }
        return type(others.get(0), optional || nulls > 0, level + 1);
    }

    private @Nullable Object resolved(String reference) {
        if (!reference.startsWith("#/")) {
            throw new Misfit("$ref must stay within the schema, as in #/$defs/name");
        }
        Object here = root;
        for (String name : reference.substring(2).split("/", -1)) {
            Object there = here instanceof Map<?, ?> map
                    ? map.get(name.replace("~1", "/").replace("~0", "~"))
                    : null;
            if (there == null) {
                throw new Misfit("$ref leads nowhere");
            }
            here = there;
        }
        return here;
    }

    private JsonType typed(String type, Map<?, ?> map, boolean optional, int level) {
        return switch (type) {
            case "string" -> JsonType.Scalar.of(JsonType.Kind.TEXT, optional);
            case "integer" -> JsonType.Scalar.of(JsonType.Kind.INTEGER, optional);
            case "number" -> JsonType.Scalar.of(JsonType.Kind.FRACTION, optional);
            case "boolean" -> JsonType.Scalar.of(JsonType.Kind.FLAG, optional);
            case "array" -> JsonType.ListOf.of(below("items", map, level), optional);
            case "object" -> object(map, optional, level);
            default ->
                throw new Misfit(
                        "there is no type of that name: use string, integer, number, boolean, array or object");
        };
    }

    private JsonType below(String keyword, Map<?, ?> map, int level) {
        try {
            return type(map.get(keyword), false, level + 1);
        } catch (Misfit e) {
            throw e.in(keyword);
        }
    }

    private JsonType object(Map<?, ?> map, boolean optional, int level) {
        Object others = map.get("additionalProperties");
        if (!(map.get("properties") instanceof Map<?, ?> properties) || properties.isEmpty()) {
            if (others instanceof Map<?, ?>) {
                return JsonType.MapOf.of(below("additionalProperties", map, level), optional);
            }
            throw new Misfit("an object needs properties, or additionalProperties with a type");
        }
        if (others instanceof Map<?, ?>) {
            throw new Misfit("an object has properties or additionalProperties with a type, not both");
        }
        List<?> required = map.get("required") instanceof List<?> names ? names : List.of();
        Map<String, JsonType> types = new LinkedHashMap<>();
        SchemaBuilder builder = SchemaBuilder.struct();
        if (map.get("title") instanceof String title && NAME.matcher(title).matches()) {
            builder.name(title);
        }
        for (Map.Entry<?, ?> property : properties.entrySet()) {
            String name = String.valueOf(property.getKey());
            JsonType type = property(name, property.getValue(), !required.contains(name), level);
            types.put(name, type);
            builder.field(name, type.schema());
        }
        return new JsonType.StructOf(
                (optional ? builder.optional() : builder).build(),
                types,
                Boolean.TRUE.equals(others) ? JsonType.Others.LEFT_OUT : JsonType.Others.REFUSED);
    }

    private JsonType property(String name, @Nullable Object node, boolean optional, int level) {
        if (name.isEmpty()) {
            throw new Misfit("it has a field without a name");
        }
        fields++;
        if (fields > MAX_FIELDS) {
            throw new Misfit("it has more than " + MAX_FIELDS + " fields");
        }
        try {
            return type(node, optional, level + 1);
        } catch (Misfit e) {
            throw e.in(name);
        }
    }
}
