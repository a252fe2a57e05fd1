package io.penstock.jdbc.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What Debezium writes in place of a value that its database did not tell it, such as a TOASTed one that an UPDATE on PostgreSQL left alone (its
 * key {@code unavailable.value.placeholder}): the text, its bytes in UTF-8, or a list of just it. A row says nothing of such a field.
 */
final class Unavailable {

    private final String text;
    private final byte[] bytes;

    Unavailable(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether fields of this schema may hold it. */
    static boolean mayBe(Schema schema) {
        return switch (schema.type()) {
            case STRING, BYTES, ARRAY -> true;
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, MAP, STRUCT -> false;
        };
    }

    boolean is(@Nullable Object value) {
        if (value instanceof String other) {
            return text.equals(other);
        }
        if (value instanceof byte[] other) {
            return Arrays.equals(bytes, other);
        }
        if (value instanceof ByteBuffer other) {
            return other.remaining() == bytes.length && other.equals(ByteBuffer.wrap(bytes));
        }
        return value instanceof List<?> list && list.size() == 1 && !(list.get(0) instanceof List) && is(list.get(0));
    }
}
