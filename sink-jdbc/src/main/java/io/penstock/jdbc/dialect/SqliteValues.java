package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * Values in SQLite's five storage classes: dates and times as ISO-8601 texts of fixed length, which sort as they should and which
 * its functions read; decimals as whole numbers or binary fractions where those say the same.
 */
final class SqliteValues implements ValueSetter {

    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int LAST_YEAR = 9999;
    private static final BigDecimal MIN = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    /** What numeric affinity makes a number of; "Type Affinity" in SQLite's manual. It gives back nothing, so that a long text takes no long time. */
    private static final Pattern NUMBER =
            Pattern.compile("\\s*+[+-]?(\\d++\\.?+\\d*+|\\.\\d++)([eE][+-]?\\d++)?+\\s*+");

    private static final Pattern PLAIN_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d*[1-9])?");
    /** The digits of a binary fraction's text, and the least one that is written without an exponent. */
    private static final int DIGITS = 15;

    private static final BigDecimal SMALLEST = new BigDecimal("0.0001");

    @Override
    public void set(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException {
        switch (column.type()) {
            case DECIMAL -> setDecimal(statement, parameter, (BigDecimal) value);
            case FLOAT64 -> setDouble(statement, parameter, (Double) value);
            case DATE -> statement.setString(parameter, date((Long) value));
            case TIMESTAMP -> statement.setString(parameter, dateTime((Long) value));
            case INSTANT -> statement.setString(parameter, dateTime((Long) value) + "+00:00");
            case OTHER -> setText(statement, parameter, column, (String) value);
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, TEXT, BYTES, TIME, UUID, JSON ->
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
            throw new Refusal("a NUMERIC column does not keep all digits of the number", "22003");
        }
        statement.setDouble(parameter, binary);
    }

    /** It would be stored as NULL. */
    private static void setDouble(PreparedStatement statement, int parameter, double value) throws SQLException {
        if (Double.isNaN(value)) {
            throw new Refusal("not a number", "22003");
        }
        statement.setDouble(parameter, value);
    }

    /** A column whose declared type tells SQLite nothing ({@code STRING}) makes numbers of texts, if they look like one ({@code 007}). */
    private static void setText(PreparedStatement statement, int parameter, Column column, String value)
            throws SQLException {
        if (!column.databaseType().isEmpty() && NUMBER.matcher(value).matches() && !isKept(value)) {
            throw new Refusal("the column's numeric affinity changes the text", "22018");
        }
        statement.setString(parameter, value);
    }

    /** Whether the number that SQLite makes of the text has the same text. */
    private static boolean isKept(String text) {
        if (!PLAIN_NUMBER.matcher(text).matches() || text.equals("-0")) {
            return false;
        }
        BigDecimal number = new BigDecimal(text);
        return number.scale() == 0
                ? number.compareTo(MIN) >= 0 && number.compareTo(MAX) <= 0
                : number.precision() <= DIGITS && number.abs().compareTo(SMALLEST) >= 0;
    }

    private static String dateTime(long micros) throws SQLException {
        return date(Math.floorDiv(micros, MICROS_PER_DAY)) + " "
                + TemporalText.time(Math.floorMod(micros, MICROS_PER_DAY));
    }

    /** With a sign or a digit more it would sort before others, and its functions would not read it; infinity is one of these. */
    private static String date(long epochDay) throws SQLException {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
            throw new Refusal("the year has not four digits", "22008");
        }
        return date.toString();
    }
}
