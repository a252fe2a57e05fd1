package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Leaves of a value what its column keeps, before it is sent: databases and their modes do it each in their own way, and what is compared
 * is to be what is stored. Times are cut, and numbers rounded, a half away from zero.
 */
final class Precision {

    private static final int MAX_DIGITS = 6;
    private static final long[] MICROS = {1_000_000, 100_000, 10_000, 1_000, 100, 10, 1};

    private final int digitsUnsaid;

    /** @param digitsUnsaid of a temporal type that says none between parentheses */
    Precision(int digitsUnsaid) {
        this.digitsUnsaid = digitsUnsaid;
    }

    Object apply(Column column, Object value) {
        return switch (column.type()) {
            case TIME, TIMESTAMP, INSTANT -> cut((Long) value, digits(column.databaseType()));
            case DECIMAL -> round((BigDecimal) value, column.scale());
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, TEXT, BYTES, DATE, UUID, JSON, OTHER -> value;
        };
    }

    private static Long cut(Long micros, int digits) {
        return digits >= MAX_DIGITS || micros == ColumnType.FOREVER || micros == ColumnType.SINCE_EVER
                ? micros
                : Long.valueOf(micros - Math.floorMod(micros, MICROS[digits]));
    }

    private static BigDecimal round(BigDecimal number, int scale) {
        return number.scale() > scale ? number.setScale(scale, RoundingMode.HALF_UP) : number;
    }

    /** 3 of {@code timestamp(3) with time zone}; two digits are more than there are. */
    private int digits(String declared) {
        int open = declared.indexOf('(');
        if (open < 0 || open + 2 >= declared.length()) {
            return digitsUnsaid;
        }
        int digits = Character.digit(declared.charAt(open + 1), 10);
        return digits < 0 ? digitsUnsaid : declared.charAt(open + 2) == ')' ? digits : MAX_DIGITS;
    }
}
