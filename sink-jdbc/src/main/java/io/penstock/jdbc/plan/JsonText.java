package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.DebeziumTypes;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Connect's data as JSON (RFC 8259): decimals as numbers with all their digits, bytes in Base64, dates and times in ISO-8601, maps
 * as objects whatever their keys' type.
 */
final class JsonText {

    private final StringBuilder out = new StringBuilder(128);

    private JsonText() {}

    /**
     * @param schema null where there is none
     * @throws Misfit for what JSON cannot say
     */
    static String of(@Nullable Schema schema, Object value) {
        JsonText json = new JsonText();
        json.value(schema, value);
        return json.out.toString();
    }

    private void value(@Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Struct struct) {
            if (DebeziumTypes.isVariableScaleDecimal(struct.schema())) {
                out.append(Texts.toText(DebeziumValues.decimal(struct), Moment.TIMESTAMP));
            } else {
                struct(struct);
            }
        } else if (value instanceof Map<?, ?> map) {
            map(schema == null || schema.type() != Schema.Type.MAP ? null : schema.valueSchema(), map);
        } else if (value instanceof List<?> list) {
            list(schema == null || schema.type() != Schema.Type.ARRAY ? null : schema.valueSchema(), list);
        } else {
            scalar(schema, value);
        }
    }

    private void struct(Struct struct) {
        char before = '{';
        for (Field field : struct.schema().fields()) {
            out.append(before);
            string(field.name());
            out.append(':');
            value(field.schema(), Fields.get(struct, field));
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private void map(@Nullable Schema values, Map<?, ?> map) {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!isName(entry.getKey())) {
                throw new Misfit("a map has a key that is no text, number or truth value, and so no name in JSON");
            }
            out.append(before);
            string(Texts.toText(entry.getKey(), Moment.TIMESTAMP));
            out.append(':');
            value(values, entry.getValue());
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static boolean isName(@Nullable Object key) {
        return key instanceof String || key instanceof Number || key instanceof Boolean;
    }

    private void list(@Nullable Schema elements, List<?> list) {
        char before = '[';
        for (Object element : list) {
            out.append(before);
            value(elements, element);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private void scalar(@Nullable Schema schema, Object value) {
        if (value instanceof Number && Moment.of(schema).isCount()) {
            string(Texts.toText(value, Moment.of(schema)));
        } else if (value instanceof Float || value instanceof Double) {
            // which refuses those that are not finite
            out.append(Numbers.toDecimal(value));
        } else if (value instanceof BigDecimal decimal) {
            out.append(Texts.toText(decimal, Moment.TIMESTAMP));
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof byte[] || value instanceof ByteBuffer) {
            string(Base64.getEncoder().encodeToString(Converters.toBytes(value)));
        } else if (value instanceof String || value instanceof Date) {
            string(Texts.toText(value, Moment.of(schema)));
        } else {
            throw new Misfit(Converters.classOf(value) + " has no form in JSON");
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 0xf, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
