package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.penstock.common.record.StructField;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * Compiles schemas to writers and keeps those compiled, by the schema's identity: converters hand out the same object for
 * every record of a schema. Bounded, since a converter that makes a new object each time would fill it. Thread-confined.
 */
final class StructWriters {

    private static final int MAX_COMPILED = 1_000;

    private final IdentityHashMap<Schema, ValueWriter> compiled = new IdentityHashMap<>();

    /**
     * The writer for non-null values of a schema.
     *
     * @throws Unwritable when it is nested too deep
     */
    ValueWriter of(Schema schema) {
        ValueWriter known = compiled.get(schema);
        if (known != null) {
            return known;
        }
        Nesting.check(schema);
        ValueWriter writer = compile(schema);
        if (compiled.size() >= MAX_COMPILED) {
            compiled.clear();
        }
        compiled.put(schema, writer);
        return writer;
    }

    private ValueWriter compile(Schema schema) {
        ValueWriter logical = logical(schema);
        if (logical != null) {
            return logical;
        }
        return switch (schema.type()) {
            case INT8, INT16, INT32, INT64 -> (json, value) -> json.writeNumber(Shape.whole(value));
            case FLOAT32 -> JsonScalars::float32;
            case FLOAT64 -> JsonScalars::float64;
            case BOOLEAN -> (json, value) -> json.writeBoolean((Boolean) value);
            case STRING -> (json, value) -> json.writeString((String) value);
            case BYTES -> JsonScalars::bytes;
            case ARRAY -> array(schema.valueSchema());
            case MAP ->
                schema.keySchema().type() == Schema.Type.STRING
                        ? object(schema.valueSchema())
                        : pairs(schema.keySchema(), schema.valueSchema());
            case STRUCT -> struct(schema);
        };
    }

    private static @Nullable ValueWriter logical(Schema schema) {
        String name = schema.name();
        if (name == null) {
            return null;
        }
        return switch (name) {
            case Decimal.LOGICAL_NAME -> (json, value) -> json.writeNumber((BigDecimal) value);
            case Date.LOGICAL_NAME -> JsonScalars::date;
            case Time.LOGICAL_NAME -> JsonScalars::time;
            case Timestamp.LOGICAL_NAME -> JsonScalars::timestamp;
            default -> null;
        };
    }

    private ValueWriter array(Schema items) {
        ValueWriter item = of(items);
        return (json, value) -> {
            json.writeStartArray();
            for (Object element : (Collection<?>) value) {
                write(json, item, element);
            }
            json.writeEndArray();
        };
    }

    private ValueWriter object(Schema values) {
        ValueWriter writer = of(values);
        return (json, value) -> {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                if (!(entry.getKey() instanceof String name)) {
                    throw new Unwritable("a map of text keys has a null key");
                }
                json.writeFieldName(name);
                write(json, writer, entry.getValue());
            }
            json.writeEndObject();
        };
    }

    /** JSON's names are texts: other keys become pairs, as Connect's own JSON converter writes them. */
    private ValueWriter pairs(Schema keys, Schema values) {
        ValueWriter key = of(keys);
        ValueWriter writer = of(values);
        return (json, value) -> {
            json.writeStartArray();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                json.writeStartArray();
                write(json, key, entry.getKey());
                write(json, writer, entry.getValue());
                json.writeEndArray();
            }
            json.writeEndArray();
        };
    }

    private ValueWriter struct(Schema schema) {
        int count = schema.fields().size();
        Field[] fields = schema.fields().toArray(new Field[0]);
        SerializableString[] names = new SerializableString[count];
        // Compiled when first needed: a schema may contain itself.
        @Nullable ValueWriter[] writers = new ValueWriter[count];
        for (int i = 0; i < count; i++) {
            names[i] = new SerializedString(fields[i].name());
        }
        return (json, value) -> {
            Struct struct = (Struct) value;
            json.writeStartObject();
            for (int i = 0; i < count; i++) {
                ValueWriter writer = writers[i];
                if (writer == null) {
                    writer = of(fields[i].schema());
                    writers[i] = writer;
                }
                json.writeFieldName(names[i]);
                write(json, writer, StructField.value(struct, fields[i]));
            }
            json.writeEndObject();
        };
    }

    private static void write(JsonGenerator json, ValueWriter writer, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else {
            writer.write(json, value);
        }
    }
}
