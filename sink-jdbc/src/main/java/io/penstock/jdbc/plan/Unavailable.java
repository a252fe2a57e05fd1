package io.penstock.jdbc.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium writes in place of a value that its database did not tell it, such as a TOASTed one that an UPDATE on PostgreSQL left alone (its
 * key {@code unavailable.value.placeholder}). A row says nothing of such a field. Each type has a form of its own (its class
 * {@code UnchangedToastedPlaceholder}): the text; its bytes in UTF-8; a list of just one of the two, or of a UUID made of them; a list of the bytes as
 * numbers; a map of the text to itself.
 */
final class Unavailable {

    private final String text;
    private final byte[] bytes;
    private final String uuid;
    private final Map<String, String> map;

    Unavailable(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
        this.uuid = UUID.nameUUIDFromBytes(bytes).toString();
        this.map = Map.of(text, text);
    }

    /** Whether fields of this schema may hold it. */
    static boolean mayBe(Schema schema) {
        return switch (schema.type()) {
            case STRING, BYTES, ARRAY, MAP -> true;
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRUCT -> false;
        };
    }

    boolean is(@Nullable Object value) {
        if (value instanceof String other) {
            return text.equals(other);
        }
        if (value instanceof List<?> list) {
            return list.size() == 1 ? isElement(list.get(0)) : isBytes(list);
        }
        return isBytes(value) || (value instanceof Map<?, ?> other && map.equals(other));
    }

    private boolean isElement(@Nullable Object element) {
        return text.equals(element) || uuid.equals(element) || isBytes(element);
    }

    private boolean isBytes(@Nullable Object value) {
        if (value instanceof byte[] other) {
            return Arrays.equals(bytes, other);
        }
        return value instanceof ByteBuffer other
                && other.remaining() == bytes.length
                && other.equals(ByteBuffer.wrap(bytes));
    }

    private boolean isBytes(List<?> numbers) {
        if (numbers.size() != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!(numbers.get(i) instanceof Number number) || number.doubleValue() != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
