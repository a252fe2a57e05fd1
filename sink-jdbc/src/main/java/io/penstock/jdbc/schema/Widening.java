package io.penstock.jdbc.schema;

import java.util.List;

/** Which types of numbers hold all that another holds. */
public final class Widening {

    private Widening() {}

    /** What a column may become, the narrowest first; empty for what is not widened. */
    public static List<ColumnType> of(Column column) {
        if (column.bits() > 0) {
            return List.of();
        }
        return switch (column.type()) {
            case INT16 -> List.of(ColumnType.INT32, ColumnType.INT64, ColumnType.DECIMAL);
            case INT32 -> List.of(ColumnType.INT64, ColumnType.DECIMAL);
            case INT64 -> List.of(ColumnType.DECIMAL);
            case FLOAT32 -> List.of(ColumnType.FLOAT64);
            case DECIMAL -> column.scale() == Column.ANY_SCALE ? List.of() : List.of(ColumnType.DECIMAL);
            case FLOAT64, BOOLEAN, TEXT, BYTES, DATE, TIME, TIMESTAMP, INSTANT, UUID, JSON, OTHER -> List.of();
        };
    }
}
