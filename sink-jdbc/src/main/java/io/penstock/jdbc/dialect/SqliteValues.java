package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;

/**
 * Values in SQLite's five storage classes: dates and times as ISO-8601 texts of fixed length, which sort as they should and which
 * its functions read; decimals as whole numbers or binary fractions where those say the same.
 */
final class SqliteValues implements ValueSetter {

    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    @Override
    public void set(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException {
        switch (column.type()) {
            case DECIMAL -> setDecimal(statement, parameter, (BigDecimal) value);
            case FLOAT64 -> setDouble(statement, parameter, (Double) value);
            case DATE ->
                statement.setString(
                        parameter, LocalDate.ofEpochDay((Long) value).toString());
            case TIMESTAMP -> statement.setString(parameter, dateTime((Long) value));
            case INSTANT -> statement.setString(parameter, dateTime((Long) value) + "+00:00");
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, TEXT, BYTES, TIME, UUID, JSON, OTHER ->
                StandardValues.setPlain(statement, parameter, column, value);
        }
    }

    private static void setDecimal(PreparedStatement statement, int parameter, BigDecimal value) throws SQLException {
        if (value.compareTo(MIN) >= 0
                && value.compareTo(MAX) <= 0
                && value.stripTrailingZeros().scale() <= 0) {
            statement.setLong(parameter, value.longValueExact());
            return;
        }
        double binary = value.doubleValue();
        if (Double.isInfinite(binary) || new BigDecimal(Double.toString(binary)).compareTo(value) != 0) {
            throw new SQLException("a NUMERIC column does not keep all digits of the number", "22003");
        }
        statement.setDouble(parameter, binary);
    }

    /** It would be stored as NULL. */
    private static void setDouble(PreparedStatement statement, int parameter, double value) throws SQLException {
        if (Double.isNaN(value)) {
            throw new SQLException("not a number", "22003");
        }
        statement.setDouble(parameter, value);
    }

    private static String dateTime(long micros) {
        return LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY)) + " "
                + TemporalText.time(Math.floorMod(micros, MICROS_PER_DAY));
    }
}
