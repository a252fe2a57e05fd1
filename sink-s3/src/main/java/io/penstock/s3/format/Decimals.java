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

    /** @throws Unwritable when the value has more digits than fit */
    BigInteger unscaled(Object value) {
        BigDecimal decimal = (BigDecimal) value;
        BigDecimal scaled = decimal;
        if (decimal.scale() != scale) {
            try {
                scaled = decimal.setScale(scale);
            } catch (ArithmeticException e) {
                throw new Unwritable("a decimal has more than the " + scale + " digits after the point of its schema");
            }
        }
        if (scaled.precision() > precision) {
            throw new Unwritable("a decimal has more than the " + precision + " digits that its column has room for");
        }
        return scaled.unscaledValue();
    }
}
