package io.penstock.mqtt.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalLong;

/** What a number counts that says when something was, since the beginning of 1970. */
public enum TimestampUnit {
    MS(0),
    S(3),
    US(-3),
    NS(-6);

    /** Of the last millisecond of the year 9999: a larger number is one of another unit. */
    private static final long LATEST = 253_402_300_799_999L;

    private static final int MAX_CHARS = 64;
    private static final int MAX_EXPONENT = 40;

    private final int exponent;

    TimestampUnit(int exponent) {
        this.exponent = exponent;
    }

    /** @return milliseconds since 1970 of a number of this unit, or of a date and time with its offset in ISO 8601; empty if the text is neither, or none that Kafka takes */
    OptionalLong millis(String text) {
        if (text.length() > MAX_CHARS) {
            return OptionalLong.empty();
        }
        try {
            return inBounds(new BigDecimal(text).scaleByPowerOfTen(exponent));
        } catch (NumberFormatException e) {
            return moment(text);
        } catch (ArithmeticException e) {
            return OptionalLong.empty(); // an exponent at the end of what a BigDecimal has
        }
    }

    /** Looks at the exponent first: a few characters can be a number of any length. */
    private static OptionalLong inBounds(BigDecimal millis) {
        if (Math.abs((long) millis.scale()) > MAX_EXPONENT
                || millis.signum() < 0
                || millis.compareTo(BigDecimal.valueOf(LATEST)) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(millis.setScale(0, RoundingMode.FLOOR).longValueExact());
    }

    private static OptionalLong moment(String text) {
        try {
            long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
            return millis < 0 || millis > LATEST ? OptionalLong.empty() : OptionalLong.of(millis);
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
