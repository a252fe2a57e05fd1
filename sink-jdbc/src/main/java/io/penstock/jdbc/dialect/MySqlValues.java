package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Dates and times as texts, which no driver moves into another zone. */
final class MySqlValues implements ValueSetter {

    private final Precision precision = new Precision(0);

    @Override
    public Object stored(Column column, Object value) {
        return precision.apply(column, value);
    }

    @Override
    public void set(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException {
        if ((value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue())) {
            throw new Refusal("the number is not finite", "22003");
        }
        MySqlChecks.check(column, value);
        if (value instanceof Short number) {
            // into a truth value's column too, which is a TINYINT
            statement.setInt(parameter, number);
        } else if (value instanceof Float number) {
            // With the digits of a double it is compared as the column's value is, and stored as the same.
            statement.setDouble(parameter, number.doubleValue());
        } else {
            StandardValues.setPlain(statement, parameter, column, stored(column, value));
        }
    }
}
