package io.penstock.common.offset;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * A 64-bit hash of Connect data that depends on content only: not on the JVM, on identity, or on a map's order. Structs that
 * differ only in fields that are null are alike, so that an added optional field does not change old records. Not for
 * security.
 */
final class ContentHash {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private ContentHash() {}

    static long of(@Nullable Object value) {
        if (value == null) {
            return mix(0, 0);
        }
        if (value instanceof String text) {
            return ofText(text);
        }
        if (value instanceof Double || value instanceof Float) {
            return mix(2, Double.doubleToLongBits(((Number) value).doubleValue()));
        }
        if (value instanceof BigDecimal decimal) {
            return mix(ofBytes(decimal.unscaledValue().toByteArray()), decimal.scale());
        }
        if (value instanceof Number number) {
            return mix(3, number.longValue());
        }
        if (value instanceof Boolean flag) {
            return mix(4, flag ? 1 : 0);
        }
        if (value instanceof byte[] bytes) {
            return ofBytes(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return ofBytes(bytes);
        }
        if (value instanceof Date date) {
            return mix(5, date.getTime());
        }
        if (value instanceof Struct struct) {
            return ofStruct(struct);
        }
        if (value instanceof Map<?, ?> map) {
            return ofMap(map);
        }
        if (value instanceof Collection<?> elements) {
            long hash = mix(6, elements.size());
            for (Object element : elements) {
                hash = mix(hash, of(element));
            }
            return hash;
        }
        return ofText(value.toString());
    }

    private static long ofStruct(Struct struct) {
        long hash = 7;
        for (Field field : struct.schema().fields()) {
            // get() would put the field's default in the place of null
            Object value = struct.getWithoutDefault(field.name());
            if (value != null) {
                hash = mix(mix(hash, ofText(field.name())), of(value));
            }
        }
        return hash;
    }

    private static long ofMap(Map<?, ?> map) {
        long sum = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            sum += mix(of(entry.getKey()), of(entry.getValue()));
        }
        return mix(8, sum);
    }

    private static long ofText(String text) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(1, hash);
    }

    private static long ofBytes(byte[] bytes) {
        long hash = OFFSET_BASIS;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return mix(9, hash);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ Long.rotateLeft(word * 0x9e3779b97f4a7c15L, 29)) * PRIME;
        return mixed ^ (mixed >>> 32);
    }
}
