package io.penstock.s3.format;

import java.math.BigDecimal;
import java.util.Optional;

/** Decimal numbers as plain texts, without an exponent. */
public final class PlainDecimal {

    /** Of zeros that a text may be filled up with; what Jackson bounds JSON's numbers to. */
    private static final int MAX_SCALE = 9_999;

    private PlainDecimal() {}

    /** The number with all its digits; empty where its exponent would make a few bytes a text of any size. */
    public static Optional<String> text(BigDecimal number) {
        return Math.abs((long) number.scale()) > MAX_SCALE ? Optional.empty() : Optional.of(number.toPlainString());
    }
}
