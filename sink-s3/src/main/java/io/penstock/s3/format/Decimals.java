package io.penstock.s3.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;

/**
 * A Connect Decimal as formats with a precision have it. Connect's own schema has a scale only; converters add the precision as a
 * parameter.
 *
 * @param precision the most digits
 */
record Decimals(int precision, int scale) {

    private static final String PRECISION = "connect.decimal.precision";

    /** The most that a column of any database has by its type (PostgreSQL). The schema is the producer's: arithmetic with more is slow. */
    static final int MOST_PRECISION = 1_000;

    /** As a value may be written, with zeros at its end. */
    private static final int MOST_DIGITS = 10_000;

    private static final int BITS_PER_DIGIT = 4; // rounded up

    /** @throws Unwritable when there are too many digits */
    Decimals {
        if (precision > MOST_PRECISION || scale > MOST_PRECISION) {
            throw new Unwritable("a decimal has a precision or a scale of more than " + MOST_PRECISION + " digits");
        }
    }

    /** @param otherwise the precision of a schema that has none */
    static Decimals of(Schema schema, int otherwise) {
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        try {
            int scale = Integer.parseInt(parameters.getOrDefault(Decimal.SCALE_FIELD, "0"));
            int precision = Integer.parseInt(parameters.getOrDefault(PRECISION, Integer.toString(otherwise)));
            if (scale < 0) {
                throw new Unwritable("a decimal has a negative scale");
            }
            return new Decimals(Math.max(Math.max(precision, scale), 1), scale);
        } catch (NumberFormatException e) {
            throw new Unwritable("a decimal has a scale or a precision that is not a number");
        }
    }

    /**
     * The number with all digits of its scale, without an exponent.
     *
     * @throws Unwritable when the value has more digits than fit
     */
    String text(Object value) {
        return new BigDecimal(unscaled(value), scale).toPlainString();
    }

    /**
     * By arithmetic first: written out, an exponent of a few bytes is as many digits as it likes.
     *
     * @throws Unwritable when the value has more digits than fit
     */
    BigInteger unscaled(Object value) {
        BigDecimal decimal = (BigDecimal) value;
        if (decimal.signum() == 0) {
            return BigInteger.ZERO;
        }
        BigInteger written = decimal.unscaledValue();
        if (written.bitLength() > BITS_PER_DIGIT * MOST_DIGITS) {
            throw new Unwritable("a decimal is written with more than " + MOST_DIGITS + " digits");
        }
        long digits = (long) decimal.precision() - decimal.scale() + scale;
        if (digits > precision) {
            throw new Unwritable("a decimal has more than the " + precision + " digits that its column has room for");
        }
        if (decimal.scale() == scale) {
            return written;
        }
        try {
            if (digits > 0) {
                return decimal.setScale(scale).unscaledValue();
            }
        } catch (ArithmeticException e) {
            // It has digits that would be cut off, as has one that is below the last of them.
        }
        throw new Unwritable("a decimal has more than the " + scale + " digits after the point of its schema");
    }
}
