package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One cell of each row as an array parameter; null where the row says nothing. */
final class PostgresArrays {

    private PostgresArrays() {}

    static Array of(Connection connection, Column column, int cell, List<Row> rows) throws SQLException {
        ColumnType type = column.type();
        int maxBytes = maxBytes(column);
        @Nullable Object[] elements = empty(type, rows.size());
        int i = 0;
        for (Row row : rows) {
            Object value = row.cell(cell);
            elements[i++] = value == null || value == Row.ABSENT ? null : element(type, value);
            if (maxBytes < Integer.MAX_VALUE && value instanceof String text && bytes(text) > maxBytes) {
                throw new SQLException("the column would cut the text", "22001");
            }
        }
        return connection.createArrayOf(PostgresTypes.arrayElement(type), elements);
    }

    /** Into these types the server cuts what it casts and what it assigns alike. */
    private static int maxBytes(Column column) {
        return switch (column.databaseType()) {
            case "\"char\"" -> 1;
            case "name" -> PostgresDialect.MAX_NAME_BYTES;
            default -> Integer.MAX_VALUE;
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The driver sends arrays of these classes in binary form. */
    private static @Nullable Object[] empty(ColumnType type, int size) {
        return switch (type) {
            case BOOLEAN -> new Boolean[size];
            case INT16 -> new Short[size];
            case INT32 -> new Integer[size];
            case INT64 -> new Long[size];
            case FLOAT32 -> new Float[size];
            case FLOAT64 -> new Double[size];
            case BYTES -> new byte[size][];
            case TEXT, JSON, OTHER, DATE, TIME, TIMESTAMP, INSTANT, DECIMAL, UUID -> new String[size];
        };
    }

    private static Object element(ColumnType type, Object value) {
        return switch (type) {
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, BYTES, TEXT, JSON, OTHER -> value;
            case DECIMAL, UUID -> value.toString();
            case DATE -> TemporalText.date((Long) value);
            case TIME -> TemporalText.time((Long) value);
            case TIMESTAMP -> TemporalText.timestamp((Long) value);
            case INSTANT -> TemporalText.instant((Long) value);
        };
    }
}
