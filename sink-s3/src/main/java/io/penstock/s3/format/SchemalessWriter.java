package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Writes values that come without a schema by their Java class: maps as objects, lists as arrays, dates as timestamps. */
final class SchemalessWriter {

    private final StructWriters structs;

    SchemalessWriter(StructWriters structs) {
        this.structs = structs;
    }

    void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Number number) {
            number(json, number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Map<?, ?> map) {
            map(json, map);
        } else if (value instanceof Collection<?> list) {
            json.writeStartArray();
            for (Object item : list) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Struct struct) {
            structs.of(struct.schema()).write(json, struct);
        } else {
            other(json, value);
        }
    }

    private static void other(JsonGenerator json, Object value) throws IOException {
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            JsonScalars.bytes(json, value);
        } else if (value instanceof Date) {
            JsonScalars.timestamp(json, value);
        } else {
            throw new Unwritable("values of class " + value.getClass().getName() + " have no form in JSON");
        }
    }

    private static void number(JsonGenerator json, Number number) throws IOException {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            json.writeNumber(number.longValue());
        } else if (number instanceof Double) {
            JsonScalars.float64(json, number);
        } else if (number instanceof Float) {
            JsonScalars.float32(json, number);
        } else if (number instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (number instanceof BigInteger integer) {
            json.writeNumber(integer);
        } else {
            throw new Unwritable("numbers of class " + number.getClass().getName() + " have no form in JSON");
        }
    }

    private void map(JsonGenerator json, Map<?, ?> map) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
                throw new Unwritable("a map has a key that is neither text, number nor boolean");
            }
            json.writeFieldName(key.toString());
            write(json, entry.getValue());
        }
        json.writeEndObject();
    }
}
