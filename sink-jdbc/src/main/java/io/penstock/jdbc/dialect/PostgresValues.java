package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;

/** Values that the statement casts to the types of {@link PostgresTypes#arrayElement}. */
final class PostgresValues implements ValueSetter {

    @Override
    public void set(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException {
        CutTexts.of(column).check(value);
        switch (column.type()) {
            // As texts of no type, in which infinities and years before 1 can be said.
            case DATE, TIME, TIMESTAMP, INSTANT, UUID ->
                statement.setObject(parameter, text(column.type(), value), Types.OTHER);
            case OTHER -> statement.setString(parameter, (String) value);
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, BYTES, JSON ->
                StandardValues.setPlain(statement, parameter, column, value);
        }
    }

    @Override
    public int typeOfNull(Column column) {
        return Types.NULL;
    }

    /** As the server reads it whatever its settings. */
    static String text(ColumnType type, Object value) {
        return switch (type) {
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, UUID -> value.toString();
            case TEXT, JSON, OTHER -> (String) value;
            case BYTES -> "\\x" + HexFormat.of().formatHex((byte[]) value);
            case DATE -> TemporalText.date((Long) value);
            case TIME -> TemporalText.time((Long) value);
            case TIMESTAMP -> TemporalText.timestamp((Long) value);
            case INSTANT -> TemporalText.instant((Long) value);
        };
    }
}
