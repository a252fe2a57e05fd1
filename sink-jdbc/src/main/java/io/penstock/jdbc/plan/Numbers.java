package io.penstock.jdbc.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Into numeric columns. */
final class Numbers {

    /** A decimal with a larger exponent is an attack or a mistake: written out it would fill the memory. */
    private static final int MAX_EXPONENT = 20_000;

    /** What PostgreSQL's numeric holds ("Numeric Types"); beyond it the driver's binary form wraps round, without a word. */
    private static final int MAX_DIGITS_BEFORE_POINT = 131_072;

    private static final int MAX_DIGITS_AFTER_POINT = 16_383;

    private Numbers() {}

    static long toLong(Object value, long min, long max, Moment moment) {
        long number;
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            number = ((Number) value).longValue();
        } else if (value instanceof java.util.Date date && moment == Moment.TIMESTAMP) {
            number = date.getTime();
        } else {
            number = exactly(toDecimal(value));
        }
        if (number < min || number > max) {
            throw new Misfit("the number is out of the column's range");
        }
        return number;
    }

    private static long exactly(BigDecimal decimal) {
        // precision - scale is the count of digits before the point; longValueExact would write out any exponent
        if ((long) decimal.precision() - decimal.scale() > 19) {
            throw new Misfit("the number is out of the column's range");
        }
        try {
            return decimal.longValueExact();
        } catch (ArithmeticException e) {
            throw new Misfit("the number has a fraction, or is out of the column's range");
        }
    }

    static BigDecimal toDecimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return bounded(decimal);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                throw new Misfit("the number is not finite");
            }
            // The shortest text that reads back as the same number: 0.1 stays 0.1.
            return new BigDecimal(value.toString());
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        if (value instanceof String text) {
            BigDecimal parsed = parse(text.trim());
            if (parsed == null) {
                throw new Misfit("the text is no number");
            }
            return bounded(parsed);
        }
        throw new Misfit(Converters.classOf(value) + " is no number");
    }

    /** Of an exact number no digit may be rounded away; a binary fraction is a measure, and is rounded to the column's. */
    static BigDecimal toDecimal(Object value, int scale) {
        BigDecimal decimal = toDecimal(value);
        boolean exact = !(value instanceof Double) && !(value instanceof Float);
        if (exact
                && decimal.scale() > scale
                && decimal.signum() != 0
                && decimal.stripTrailingZeros().scale() > scale) {
            throw new Misfit("the number has more digits after the point than the column keeps");
        }
        return decimal;
    }

    static Object toDouble(Object value) {
        if (value instanceof Double) {
            return value;
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        BigDecimal decimal = toDecimal(value);
        double number = decimal.doubleValue();
        if (Double.isInfinite(number)) {
            throw new Misfit("the number is out of the column's range");
        }
        if (inexact(decimal, number)) {
            throw new Misfit("the whole number has more digits than the column keeps");
        }
        return number;
    }

    static Object toFloat(Object value) {
        if (value instanceof Float) {
            return value;
        }
        double wide = (Double) toDouble(value);
        float number = (float) wide;
        if (Float.isInfinite(number) && !Double.isInfinite(wide)) {
            throw new Misfit("the number is out of the column's range");
        }
        if (!(value instanceof Double) && inexact(toDecimal(value), number)) {
            throw new Misfit("the whole number has more digits than the column keeps");
        }
        return number;
    }

    /** A whole number whose digits are written out names things and must come back the same; any other is a measure. */
    private static boolean inexact(BigDecimal decimal, double number) {
        return decimal.scale() >= 0
                && decimal.stripTrailingZeros().scale() <= 0
                && decimal.compareTo(new BigDecimal(number)) != 0;
    }

    private static @Nullable BigDecimal parse(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static BigDecimal bounded(BigDecimal decimal) {
        if (Math.abs((long) decimal.scale()) > MAX_EXPONENT) {
            throw new Misfit("the number's exponent is beyond " + MAX_EXPONENT);
        }
        if (decimal.scale() > MAX_DIGITS_AFTER_POINT
                || (long) decimal.precision() - decimal.scale() > MAX_DIGITS_BEFORE_POINT) {
            throw new Misfit("the number has more than " + MAX_DIGITS_BEFORE_POINT + " digits before its point, or "
                    + MAX_DIGITS_AFTER_POINT + " after it");
        }
        return decimal;
    }
}
