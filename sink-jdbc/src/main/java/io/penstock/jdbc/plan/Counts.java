package io.penstock.jdbc.plan;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as numbers, of the unit and from the beginning that a {@link Moment} says. What is finer than a microsecond is cut. */
final class Counts {

    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_DAY = 1_000 * MICROS_PER_DAY;

    private Counts() {}

    /** @throws Misfit when that is more than a long counts */
    static long toMicros(long count, Moment moment) {
        try {
            return switch (moment) {
                case EPOCH_DAY -> Math.multiplyExact(count, MICROS_PER_DAY);
                case EPOCH_MILLI, MILLI_OF_DAY -> Math.multiplyExact(count, 1_000);
                case EPOCH_MICRO, MICRO_OF_DAY, DURATION_MICROS -> count;
                case EPOCH_NANO, NANO_OF_DAY -> Math.floorDiv(count, 1_000);
                case DATE, TIME, TIMESTAMP -> throw new IllegalArgumentException(moment + " is no count");
            };
        } catch (ArithmeticException e) {
            throw new Misfit("the point in time is out of range");
        }
    }

    /** In ISO-8601, with all its digits. */
    static String iso(long count, Moment moment) {
        try {
            return switch (moment) {
                case EPOCH_DAY -> LocalDate.ofEpochDay(count).toString();
                case EPOCH_MILLI -> clock(count, 1_000);
                case EPOCH_MICRO -> clock(count, 1_000_000);
                case EPOCH_NANO -> clock(count, NANOS_PER_SECOND);
                case MILLI_OF_DAY -> timeOfDay(count, 1_000_000);
                case MICRO_OF_DAY -> timeOfDay(count, 1_000);
                case NANO_OF_DAY -> timeOfDay(count, 1);
                case DURATION_MICROS -> Duration.of(count, ChronoUnit.MICROS).toString();
                case DATE, TIME, TIMESTAMP -> throw new IllegalArgumentException(moment + " is no count");
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new Misfit("the point in time is out of range");
        }
    }

    private static String clock(long count, long perSecond) {
        int nanos = (int) (Math.floorMod(count, perSecond) * (NANOS_PER_SECOND / perSecond));
        return LocalDateTime.ofEpochSecond(Math.floorDiv(count, perSecond), nanos, ZoneOffset.UTC)
                .toString();
    }

    /** MySQL's TIME is a time of day or how long something takes: from -838:59:59 to 838:59:59. */
    private static String timeOfDay(long count, long nanos) {
        long all = Math.multiplyExact(count, nanos);
        if (all >= 0 && all < NANOS_PER_DAY) {
            return LocalTime.ofNanoOfDay(all).toString();
        }
        Duration time = Duration.ofNanos(all).abs();
        String fraction = time.toNanosPart() == 0
                ? ""
                : BigDecimal.valueOf(time.toNanosPart(), 9)
                        .stripTrailingZeros()
                        .toPlainString()
                        .substring(1);
        return String.format(
                Locale.ROOT,
                "%s%02d:%02d:%02d%s",
                all < 0 ? "-" : "",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                fraction);
    }
}
