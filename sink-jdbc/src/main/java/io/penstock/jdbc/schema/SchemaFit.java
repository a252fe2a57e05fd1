package io.penstock.jdbc.schema;

import java.util.Optional;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/** Whether a column takes what a schema says, by the types alone: of a text nobody knows what it will hold. */
public final class SchemaFit {

    private SchemaFit() {}

    /**
     * @param wanted the column that the schema's field would get
     * @param schema the field's; null for what is no field
     */
    public static boolean takes(Column column, ColumnSpec wanted, @Nullable Schema schema) {
        ColumnType there = column.type();
        if (there == ColumnType.OTHER || there == ColumnType.TEXT) {
            return wanted.array() || wanted.type() != ColumnType.BYTES || DebeziumTypes.isBits(schema);
        }
        if (wanted.array()) {
            return there == ColumnType.JSON;
        }
        if (DebeziumTypes.isBits(schema) && column.bits() > 0) {
            return true;
        }
        return takes(there, wanted.type())
                || (schema != null
                        && countOf(schema).map(count -> takes(there, count)).orElse(false))
                || (mayBeWhole(schema) && isInteger(there));
    }

    private static boolean takes(ColumnType there, ColumnType wanted) {
        return wanted == there
                || switch (wanted) {
                    case INT16 ->
                        there == ColumnType.INT32
                                || there == ColumnType.INT64
                                || there == ColumnType.DECIMAL
                                || there == ColumnType.BOOLEAN
                                || isFloat(there);
                    case INT32 ->
                        there == ColumnType.INT64
                                || there == ColumnType.DECIMAL
                                || there == ColumnType.BOOLEAN
                                || there == ColumnType.FLOAT64;
                    case INT64 -> there == ColumnType.DECIMAL;
                    case FLOAT32 -> there == ColumnType.FLOAT64 || there == ColumnType.DECIMAL;
                    case FLOAT64 -> there == ColumnType.DECIMAL;
                    case DECIMAL -> isFloat(there);
                    case TEXT -> there != ColumnType.BYTES;
                    case DATE -> there == ColumnType.TIMESTAMP || there == ColumnType.INSTANT;
                    case TIMESTAMP -> there == ColumnType.INSTANT;
                    case INSTANT -> there == ColumnType.TIMESTAMP || there == ColumnType.INT64;
                    case BOOLEAN, BYTES, TIME, UUID, JSON, OTHER -> false;
                };
    }

    /** Times that come as counts may be stored as such. */
    private static Optional<ColumnType> countOf(Schema schema) {
        if (!DebeziumTypes.isTime(schema)) {
            return Optional.empty();
        }
        return switch (schema.type()) {
            case INT32 -> Optional.of(ColumnType.INT32);
            case INT64 -> Optional.of(ColumnType.INT64);
            case INT8, INT16, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES, ARRAY, MAP, STRUCT -> Optional.empty();
        };
    }

    /** Of decimals that have no fraction, or of which nobody knows. */
    private static boolean mayBeWhole(@Nullable Schema schema) {
        if (schema == null || !Decimal.LOGICAL_NAME.equals(schema.name()) || schema.parameters() == null) {
            return DebeziumTypes.isVariableScaleDecimal(schema);
        }
        return schema.parameters().getOrDefault(Decimal.SCALE_FIELD, "").matches("0|-\\d+");
    }

    private static boolean isInteger(ColumnType type) {
        return type == ColumnType.INT16 || type == ColumnType.INT32 || type == ColumnType.INT64;
    }

    private static boolean isFloat(ColumnType type) {
        return type == ColumnType.FLOAT32 || type == ColumnType.FLOAT64;
    }
}
