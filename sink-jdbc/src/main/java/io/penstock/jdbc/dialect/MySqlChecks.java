package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/** Values that MariaDB and MySQL take and store as others, in strict mode too. */
final class MySqlChecks {

    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?\\d+");
    private static final String VARCHAR = "varchar(";
    private static final int TWO_DIGITS = 99;
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long FIRST_DAY = LocalDate.of(0, 1, 1).toEpochDay();
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    private MySqlChecks() {}

    /** @throws SQLException of class 22 for one of them */
    static void check(Column column, Object value) throws SQLException {
        switch (column.type()) {
            case OTHER -> checkLabel(column.databaseType(), (String) value);
            case TEXT -> checkLength(column.databaseType(), (String) value);
            case INT16 -> checkYear(column.databaseType(), (Short) value);
            case DATE -> checkDay((Long) value);
            case TIMESTAMP, INSTANT -> checkDay(Math.floorDiv((Long) value, MICROS_PER_DAY));
            case BOOLEAN, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, TIME, UUID, JSON -> {
                // stored or refused
            }
        }
    }

    /** A number that is no label is one's index, or the bits of several. */
    private static void checkLabel(String declared, String value) throws SQLException {
        boolean labels = declared.startsWith("enum(") || declared.startsWith("set(");
        if (labels && NUMBER.matcher(value).matches() && !declared.contains("'" + value + "'")) {
            throw new Refusal("the number is none of the column's labels", "22018");
        }
    }

    /** Blanks at the end that are too many are cut. */
    private static void checkLength(String declared, String value) throws SQLException {
        if (declared.startsWith(VARCHAR)) {
            int length = Integer.parseInt(declared, VARCHAR.length(), declared.indexOf(')'), 10);
            if (value.length() > length && value.codePointCount(0, value.length()) > length) {
                throw new Refusal("the text is longer than the column", "22001");
            }
        }
    }

    /** Two digits would be a year of a century that the server chooses. */
    private static void checkYear(String declared, short value) throws SQLException {
        if (declared.startsWith("year") && value > 0 && value <= TWO_DIGITS) {
            throw new Refusal("the year is out of the column's range", "22003");
        }
    }

    /** In a comparison the server makes a null of what it refuses to store, with a warning alone. */
    private static void checkDay(long day) throws SQLException {
        if (day < FIRST_DAY || day > LAST_DAY) {
            throw new Refusal("the year has not four digits", "22008");
        }
    }
}
