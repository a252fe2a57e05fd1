package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnType;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The converters of each type of column. A value fits where nothing of it is lost, with two exceptions that the column's type
 * itself makes: floating-point columns take the nearest number, and temporal columns cut what is finer than a microsecond.
 */
final class Converters {

    private Converters() {}

    /** @param moment what a {@code java.util.Date} stands for in the field at hand */
    static Converter to(ColumnType type, Moment moment) {
        return switch (type) {
            case BOOLEAN -> Converters::toBoolean;
            case INT16 -> value -> (short) Numbers.toLong(value, Short.MIN_VALUE, Short.MAX_VALUE, moment);
            // What comes as it is to be stays the same object.
            case INT32 ->
                value -> value instanceof Integer
                        ? value
                        : (Object) (int) Numbers.toLong(value, Integer.MIN_VALUE, Integer.MAX_VALUE, moment);
            case INT64 ->
                value -> value instanceof Long
                        ? value
                        : (Object) Numbers.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE, moment);
            case FLOAT32 -> Numbers::toFloat;
            case FLOAT64 -> Numbers::toDouble;
            case DECIMAL -> Numbers::toDecimal;
            case TEXT, JSON, OTHER -> value -> Texts.toText(value, moment);
            case BYTES -> Converters::toBytes;
            case DATE -> value -> Times.toDay(value, moment);
            case TIME -> value -> Times.toMicrosOfDay(value, moment);
            case TIMESTAMP -> value -> Times.toWallClock(value, moment);
            case INSTANT -> value -> Times.toInstant(value, moment);
            case UUID -> Converters::toUuid;
        };
    }

    private static Object toBoolean(Object value) {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number && !(value instanceof Float) && !(value instanceof Double)) {
            return Numbers.toLong(value, 0, 1, Moment.TIMESTAMP) == 1;
        }
        if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.valueOf(text);
        }
        throw new Misfit(classOf(value) + " is no truth value");
    }

    /** What 0 and 1 say is said by truth values, so that the two are one in keys. */
    static Object toBooleanOrSmall(Object value) {
        if (value instanceof Number && !(value instanceof Float) && !(value instanceof Double)) {
            long number = Numbers.toLong(value, Byte.MIN_VALUE, Byte.MAX_VALUE, Moment.TIMESTAMP);
            return number == 0 || number == 1 ? (Object) (number == 1) : Short.valueOf((short) number);
        }
        return toBoolean(value);
    }

    static byte[] toBytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        throw new Misfit(classOf(value) + " is no sequence of bytes");
    }

    private static Object toUuid(Object value) {
        if (value instanceof UUID) {
            return value;
        }
        if (value instanceof String text && text.length() == 36) {
            try {
                UUID uuid = UUID.fromString(text);
                // which cuts groups that are too long
                if (uuid.toString().equalsIgnoreCase(text)) {
                    return uuid;
                }
                throw new Misfit("the text is no UUID");
            } catch (IllegalArgumentException e) {
                throw new Misfit("the text is no UUID");
            }
        }
        throw new Misfit(classOf(value) + " is no UUID");
    }

    static String classOf(Object value) {
        return "a value of " + value.getClass().getSimpleName();
    }
}
