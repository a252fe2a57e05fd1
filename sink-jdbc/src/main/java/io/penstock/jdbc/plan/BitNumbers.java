package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Into columns of {@link Column#bits()}: numbers that have no more of them. */
final class BitNumbers {

    private BitNumbers() {}

    /** Of a number; a text might mean its digits, its bits or its bytes. */
    static Object of(Object value, Column column) {
        if (!(value instanceof Number)) {
            throw new Misfit(Converters.classOf(value) + " is no number of bits");
        }
        BigDecimal number = Numbers.toDecimal(value, 0);
        // precision - scale is the count of digits before the point; toBigIntegerExact would write out any exponent
        if ((long) number.precision() - number.scale() > Long.SIZE) {
            throw tooMany();
        }
        try {
            return checked(number.toBigIntegerExact(), column);
        } catch (ArithmeticException e) {
            throw new Misfit("the number has a fraction");
        }
    }

    /** @param bytes whose lowest bit comes first */
    static Object ofBits(byte[] bytes, Column column) {
        byte[] highestFirst = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            highestFirst[bytes.length - 1 - i] = bytes[i];
        }
        return checked(new BigInteger(1, highestFirst), column);
    }

    private static Object checked(BigInteger number, Column column) {
        if (number.signum() < 0 || number.bitLength() > column.bits()) {
            throw tooMany();
        }
        return column.type() == ColumnType.INT64 ? (Object) number.longValueExact() : new BigDecimal(number);
    }

    private static Misfit tooMany() {
        return new Misfit("the number is out of the column's range");
    }
}
