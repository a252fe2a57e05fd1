package io.penstock.jdbc.schema;

/** Whether a column takes what a schema says, by the types alone: of a text nobody knows what it will hold. */
public final class SchemaFit {

    private SchemaFit() {}

    /** @param wanted the column that the schema's field would get */
    public static boolean takes(Column column, ColumnSpec wanted) {
        ColumnType there = column.type();
        if (there == ColumnType.OTHER || there == ColumnType.TEXT) {
            return wanted.array()
                    || wanted.type() != ColumnType.BYTES
                    || wanted.nativeType().isPresent();
        }
        if (wanted.array()) {
            return there == ColumnType.JSON;
        }
        return wanted.type() == there
                || switch (wanted.type()) {
                    case INT16 ->
                        there == ColumnType.INT32
                                || there == ColumnType.INT64
                                || there == ColumnType.DECIMAL
                                || isFloat(there);
                    case INT32 ->
                        there == ColumnType.INT64 || there == ColumnType.DECIMAL || there == ColumnType.FLOAT64;
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

    private static boolean isFloat(ColumnType type) {
        return type == ColumnType.FLOAT32 || type == ColumnType.FLOAT64;
    }
}
