package io.penstock.jdbc.schema;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.error.JdbcError;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/** What column a field wants when none exists yet. */
public final class Inference {

    private Inference() {}

    /**
     * By the field's schema.
     *
     * @throws RecordException for a structure, map or list
     */
    public static ColumnType ofSchema(String field, Schema schema) {
        ColumnType logical = ofLogicalName(schema.name());
        if (logical != null) {
            return logical;
        }
        return switch (schema.type()) {
            case BOOLEAN -> ColumnType.BOOLEAN;
            case INT8, INT16 -> ColumnType.INT16;
            case INT32 -> ColumnType.INT32;
            case INT64 -> ColumnType.INT64;
            case FLOAT32 -> ColumnType.FLOAT32;
            case FLOAT64 -> ColumnType.FLOAT64;
            case STRING -> ColumnType.TEXT;
            case BYTES -> ColumnType.BYTES;
            case ARRAY, MAP, STRUCT -> throw nested(field);
        };
    }

    /**
     * By a value without a schema. A number becomes DECIMAL whatever its class: JSON tells 1 from 1.5 but not integers from
     * decimals, and the next value may be of the other kind.
     *
     * @throws RecordException for a structure, map or list
     */
    public static ColumnType ofValue(String field, Object value) {
        if (value instanceof String) {
            return ColumnType.TEXT;
        }
        if (value instanceof Number) {
            return ColumnType.DECIMAL;
        }
        if (value instanceof Boolean) {
            return ColumnType.BOOLEAN;
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return ColumnType.BYTES;
        }
        if (value instanceof java.util.Date) {
            return ColumnType.INSTANT;
        }
        throw nested(field);
    }

    /** By the class that Connect's data has for a primitive, exact for keys without a schema. */
    public static ColumnType ofKey(String field, Object value) {
        if (value instanceof Number && !(value instanceof BigDecimal)) {
            return value instanceof Double || value instanceof Float ? ColumnType.FLOAT64 : ColumnType.INT64;
        }
        return ofValue(field, value);
    }

    private static @Nullable ColumnType ofLogicalName(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return switch (name) {
            case Decimal.LOGICAL_NAME -> ColumnType.DECIMAL;
            case Date.LOGICAL_NAME -> ColumnType.DATE;
            case Time.LOGICAL_NAME -> ColumnType.TIME;
            case Timestamp.LOGICAL_NAME -> ColumnType.INSTANT;
            case DebeziumTypes.DATE, DebeziumTypes.ISO_DATE -> ColumnType.DATE;
            case DebeziumTypes.TIME, DebeziumTypes.MICRO_TIME, DebeziumTypes.NANO_TIME, DebeziumTypes.ISO_TIME ->
                ColumnType.TIME;
            case DebeziumTypes.TIMESTAMP,
                    DebeziumTypes.MICRO_TIMESTAMP,
                    DebeziumTypes.NANO_TIMESTAMP,
                    DebeziumTypes.ISO_TIMESTAMP -> ColumnType.TIMESTAMP;
            case DebeziumTypes.ZONED_TIMESTAMP -> ColumnType.INSTANT;
            case DebeziumTypes.JSON -> ColumnType.JSON;
            case DebeziumTypes.UUID -> ColumnType.UUID;
            case DebeziumTypes.VARIABLE_SCALE_DECIMAL -> ColumnType.DECIMAL;
            default -> null;
        };
    }

    /** What a created column is better than its {@link #ofSchema} says, where the database has it. */
    public static Optional<NativeType> nativeType(Schema schema) {
        String name = schema.name();
        if (name == null) {
            return Optional.empty();
        }
        return switch (name) {
            case DebeziumTypes.MICRO_DURATION, DebeziumTypes.INTERVAL -> Optional.of(NativeType.INTERVAL);
            case DebeziumTypes.ZONED_TIME -> Optional.of(NativeType.ZONED_TIME);
            case DebeziumTypes.XML -> Optional.of(NativeType.XML);
            case DebeziumTypes.BITS -> Optional.of(NativeType.BITS);
            default -> Optional.empty();
        };
    }

    private static RecordException nested(String field) {
        return new RecordException(
                JdbcError.NESTED_VALUE,
                "field \"" + field + "\" holds a structure, a map or a list. " + JdbcError.NESTED_VALUE.remedy());
    }
}
