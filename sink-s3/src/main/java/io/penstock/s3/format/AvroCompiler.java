package io.penstock.s3.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes an Avro schema of a Connect schema, and what writes its values. Optional schemas become unions with null; a default comes
 * first in its union, as Avro demands. What Avro cannot say stands beside the type as {@code connect.…} properties. One a schema.
 */
final class AvroCompiler {

    /** Of a Connect decimal that does not say it; what other connectors take too. */
    private static final int DEFAULT_PRECISION = 64;

    private static final String UNION = "union";

    /** More than any schema has that fits a header; one whose parts hold others several times each may unfold without end. */
    private static final int MOST_PARTS = 100_000;

    private final AvroNames names = new AvroNames();
    private final Map<String, AvroWriter> records = new HashMap<>();
    private int parts;
    private int level;

    /** The schema of a file: records without a value enter none, so its root is no union with null. */
    AvroType compile(Schema schema) {
        return required(schema, AvroPlace.ROOT);
    }

    private AvroType part(Schema schema, AvroPlace place) {
        AvroType type = required(schema, place);
        if (!schema.isOptional() || type.branch().equals(UNION)) {
            // A union's own branches come after null: their numbers are one higher, which its writer knows.
            return type;
        }
        boolean defaultFirst = AvroDefaults.json(schema).isPresent() && schema.defaultValue() != null;
        return optional(type, defaultFirst);
    }

    private static AvroType optional(AvroType type, boolean defaultFirst) {
        AvroWriter writer = type.writer();
        int index = defaultFirst ? 0 : 1;
        String json = defaultFirst ? "[" + type.json() + ",\"null\"]" : "[\"null\"," + type.json() + "]";
        return new AvroType(json, UNION, (out, value) -> {
            if (value == null) {
                AvroBinary.number(out, 1 - index);
            } else {
                AvroBinary.number(out, index);
                writer.write(out, value);
            }
        });
    }

    /** The Avro type that values of a schema are written as; a structure's is a record, unless it stands for a union. */
    static String physical(Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> "int";
            case INT64 -> "long";
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case BOOLEAN -> "boolean";
            case STRING -> "string";
            case BYTES -> "bytes";
            case ARRAY -> "array";
            case MAP -> textKeys(schema) ? "map" : "array";
            case STRUCT -> "record";
        };
    }

    /** Confluent's Protobuf converter says of every key that it may be null, and none ever is. */
    private static boolean textKeys(Schema map) {
        return map.keySchema().type() == Schema.Type.STRING;
    }

    private AvroType required(Schema schema, AvroPlace place) {
        if (++parts > MOST_PARTS) {
            throw new Unwritable("a schema has more than " + MOST_PARTS + " parts");
        }
        LogicalType logical = LogicalType.of(schema);
        if (logical != null) {
            return logical(schema, logical);
        }
        if (schema.type().isPrimitive()) {
            return single(schema);
        }
        Nesting.checkLevel(++level); // of a schema that holds itself, no check before knows it
        AvroType type = compound(schema, place);
        level--;
        return type;
    }

    private static AvroType single(Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> simple(schema, AvroCompiler::int32);
            case INT64 -> simple(schema, AvroCompiler::int64);
            case FLOAT32 -> simple(schema, (out, value) -> AvroBinary.float32(out, (Float) present(value)));
            case FLOAT64 -> simple(schema, AvroCompiler::float64);
            case BOOLEAN -> simple(schema, (out, value) -> out.write((Boolean) present(value) ? 1 : 0));
            case STRING -> simple(schema, (out, value) -> AvroBinary.text(out, text(value)));
            case BYTES -> simple(schema, (out, value) -> AvroBinary.bytes(out, AvroBinary.array(present(value))));
            case ARRAY, MAP, STRUCT -> throw new IllegalArgumentException("no single value");
        };
    }

    private AvroType compound(Schema schema, AvroPlace place) {
        return switch (schema.type()) {
            case ARRAY -> array(schema, place);
            case MAP -> textKeys(schema) ? map(schema, place) : pairs(schema, place);
            case STRUCT -> AvroUnions.isUnion(schema, place) ? union(schema, place) : struct(schema, place);
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES -> single(schema);
        };
    }

    private static void int32(Scratch out, @Nullable Object value) {
        int number = Math.toIntExact(Shape.whole(present(value)));
        AvroBinary.number(out, number);
    }

    private static void int64(Scratch out, @Nullable Object value) {
        AvroBinary.number(out, Shape.whole(present(value)));
    }

    private static void float64(Scratch out, @Nullable Object value) {
        AvroBinary.float64(out, Shape.fraction(present(value)));
    }

    private static String text(@Nullable Object value) {
        return Shape.text(present(value));
    }

    static Object present(@Nullable Object value) {
        if (value == null) {
            throw new Unwritable("a null stands where the schema has none");
        }
        return value;
    }

    private static AvroType simple(Schema schema, AvroWriter writer) {
        String type = physical(schema);
        String json = quoted(type);
        boolean small = schema.type() == Schema.Type.INT8 || schema.type() == Schema.Type.INT16;
        if (small || schema.name() != null) {
            json = "{\"type\":" + json
                    + (small ? ",\"connect.type\":" + quoted(schema.type().getName()) : "")
                    + (schema.name() == null ? "" : ",\"connect.name\":" + quoted(schema.name())) + "}";
        }
        return new AvroType(json, type, writer);
    }

    private static AvroType logical(Schema schema, LogicalType logical) {
        if (logical == LogicalType.DECIMAL) {
            Decimals decimals = decimals(schema);
            return new AvroType(
                    "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":" + decimals.precision()
                            + ",\"scale\":" + decimals.scale() + "}",
                    "bytes",
                    (out, value) -> AvroBinary.bytes(
                            out, decimals.unscaled(present(value)).toByteArray()));
        }
        String name = switch (logical) {
            case DATE -> "date";
            case TIME_MILLIS -> "time-millis";
            case TIME_MICROS -> "time-micros";
            case TIMESTAMP_MILLIS -> "timestamp-millis";
            case LOCAL_TIMESTAMP_MILLIS -> "local-timestamp-millis";
            case LOCAL_TIMESTAMP_MICROS -> "local-timestamp-micros";
            case LOCAL_TIMESTAMP_NANOS -> "local-timestamp-nanos";
            case TIME_NANOS, DECIMAL -> ""; // Avro has no such time
        };
        AvroWriter writer = (out, value) -> AvroBinary.number(out, logical.number(present(value)));
        if (name.isEmpty()) {
            return simple(schema, writer);
        }
        return new AvroType(
                "{\"type\":" + quoted(physical(schema)) + ",\"logicalType\":" + quoted(name) + "}",
                physical(schema),
                writer);
    }

    static Decimals decimals(Schema schema) {
        return Decimals.of(schema, DEFAULT_PRECISION);
    }

    private AvroType array(Schema schema, AvroPlace place) {
        AvroType items = part(schema.valueSchema(), place.part("item"));
        AvroWriter item = items.writer();
        return new AvroType("{\"type\":\"array\",\"items\":" + items.json() + "}", "array", (out, value) -> {
            Collection<?> list = (Collection<?>) present(value);
            if (!list.isEmpty()) {
                AvroBinary.number(out, list.size());
                for (Object element : list) {
                    item.write(out, element);
                }
            }
            out.write(0);
        });
    }

    private AvroType map(Schema schema, AvroPlace place) {
        AvroType values = part(schema.valueSchema(), place.part("value"));
        AvroWriter writer = values.writer();
        return new AvroType("{\"type\":\"map\",\"values\":" + values.json() + "}", "map", (out, value) -> {
            Map<?, ?> map = (Map<?, ?>) present(value);
            if (!map.isEmpty()) {
                AvroBinary.number(out, map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (entry.getKey() == null) {
                        throw new Unwritable("a map has a null key");
                    }
                    AvroBinary.text(out, text(entry.getKey()));
                    writer.write(out, entry.getValue());
                }
            }
            out.write(0);
        });
    }

    /** Avro's maps have texts for keys: others become a list of records, as other connectors write them. */
    private AvroType pairs(Schema schema, AvroPlace place) {
        AvroType keys = part(schema.keySchema(), place.part("key"));
        AvroType values = part(schema.valueSchema(), place.part("value"));
        AvroWriter keyWriter = keys.writer();
        AvroWriter valueWriter = values.writer();
        String entry = names.entry(place.part("entry"));
        return new AvroType(
                "{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":" + quoted(entry)
                        + ",\"fields\":[{\"name\":\"key\",\"type\":" + keys.json() + "},{\"name\":\"value\",\"type\":"
                        + values.json() + "}]}}",
                "array",
                (out, value) -> {
                    Map<?, ?> map = (Map<?, ?>) present(value);
                    if (!map.isEmpty()) {
                        AvroBinary.number(out, map.size());
                        for (Map.Entry<?, ?> pair : map.entrySet()) {
                            keyWriter.write(out, pair.getKey());
                            valueWriter.write(out, pair.getValue());
                        }
                    }
                    out.write(0);
                });
    }

    private AvroType struct(Schema schema, AvroPlace place) {
        AvroNames.Named named = names.record(schema, place);
        String name = named.fullName();
        if (named.defined()) {
            // Null while the record is being defined: it holds itself, and Avro can say so.
            return new AvroType(
                    quoted(name),
                    name,
                    (out, value) -> Objects.requireNonNull(records.get(name)).write(out, value));
        }
        return define(schema, name);
    }

    private AvroType define(Schema schema, String name) {
        int count = schema.fields().size();
        Field[] fields = schema.fields().toArray(new Field[0]);
        AvroWriter[] writers = new AvroWriter[count];
        String[] fieldNames = AvroNames.fields(schema.fields());
        StringBuilder json = new StringBuilder("{\"type\":\"record\",\"name\":").append(quoted(name));
        if (schema.doc() != null) {
            json.append(",\"doc\":").append(quoted(schema.doc()));
        }
        if (schema.version() != null) {
            json.append(",\"connect.version\":").append(schema.version());
        }
        json.append(",\"fields\":[");
        for (int i = 0; i < count; i++) {
            AvroType type = part(fields[i].schema(), AvroPlace.field(name, fieldNames[i]));
            writers[i] = type.writer();
            json.append(i == 0 ? "" : ",").append(field(fields[i], fieldNames[i], type));
        }
        AvroWriter writer = (out, value) -> {
            Object structure = present(value);
            for (int i = 0; i < count; i++) {
                writers[i].write(out, Fields.get(structure, fields[i]));
            }
        };
        records.put(name, writer);
        names.defined(schema);
        return new AvroType(json.append("]}").toString(), name, writer);
    }

    private static String field(Field field, String name, AvroType type) {
        Schema schema = field.schema();
        StringBuilder json =
                new StringBuilder("{\"name\":").append(quoted(name)).append(",\"type\":");
        json.append(type.json());
        AvroDefaults.json(schema)
                .ifPresent(value -> json.append(",\"default\":").append(value));
        if (schema.doc() != null && schema.type() != Schema.Type.STRUCT) {
            json.append(",\"doc\":").append(quoted(schema.doc()));
        }
        if (!name.equals(field.name())) {
            json.append(",\"connect.name\":").append(quoted(field.name()));
        }
        return json.append('}').toString();
    }

    private AvroType union(Schema schema, AvroPlace place) {
        int first = schema.isOptional() ? 1 : 0;
        Field[] fields = schema.fields().toArray(new Field[0]);
        List<AvroType> branches = new ArrayList<>();
        Set<String> apart = new HashSet<>();
        for (Field field : fields) {
            AvroType branch = required(field.schema(), AvroUnions.branchPlace(place, field));
            if (branch.branch().equals(UNION) || !apart.add(branch.branch())) {
                throw new Unwritable("a union has two branches that Avro cannot tell apart");
            }
            branches.add(branch);
        }
        String json = "[" + (first == 1 ? "\"null\"," : "")
                + String.join(",", branches.stream().map(AvroType::json).toList()) + "]";
        return new AvroType(json, UNION, (out, value) -> {
            if (value == null && first == 1) {
                AvroBinary.number(out, 0);
                return;
            }
            for (int i = 0; i < fields.length; i++) {
                Object branch = Fields.get(present(value), fields[i]);
                if (branch != null) {
                    AvroBinary.number(out, first + i);
                    branches.get(i).writer().write(out, branch);
                    return;
                }
            }
            throw new Unwritable("a union has no branch");
        });
    }

    static String quoted(String text) {
        Utf8.check(text); // here: who begins a file cannot refuse a record
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
