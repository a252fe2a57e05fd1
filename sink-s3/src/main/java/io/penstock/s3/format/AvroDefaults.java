package io.penstock.s3.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Defaults of fields, as Avro's JSON has them. Records never need them, since every field is written; they are for those who read
 * files of several versions together.
 */
final class AvroDefaults {

    private AvroDefaults() {}

    /** The default of a field with this schema; empty where it has none, or none that Avro can say. */
    static Optional<String> json(Schema schema) {
        Object value = schema.defaultValue();
        if (value == null) {
            return schema.isOptional() ? Optional.of("null") : Optional.empty();
        }
        try {
            return Optional.ofNullable(scalar(schema, value));
        } catch (Unwritable e) {
            return Optional.empty();
        }
    }

    private static @Nullable String scalar(Schema schema, Object value) {
        LogicalType logical = LogicalType.of(schema);
        if (logical == LogicalType.DECIMAL) {
            return bytes(AvroCompiler.decimals(schema).unscaled(value).toByteArray());
        }
        if (logical != null) {
            return Long.toString(logical.number(value));
        }
        return switch (schema.type()) {
            case INT8, INT16, INT32, INT64, BOOLEAN -> value.toString();
            case FLOAT32, FLOAT64 -> Double.isFinite(((Number) value).doubleValue()) ? value.toString() : null;
            case STRING -> AvroCompiler.quoted((String) value);
            case BYTES -> bytes(AvroBinary.array(value));
            case ARRAY, MAP, STRUCT -> null;
        };
    }

    /** A byte is the code point of the same number. */
    private static String bytes(byte[] value) {
        return AvroCompiler.quoted(new String(value, StandardCharsets.ISO_8859_1));
    }
}
