package io.penstock.s3.partition;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a number counts that says when something was, since the beginning of 1970. */
public enum EpochUnit {
    MS(TimeUnit.MILLISECONDS),
    S(TimeUnit.SECONDS),
    US(TimeUnit.MICROSECONDS),
    NS(TimeUnit.NANOSECONDS);

    private static final long YEAR_1971 = 31_536_000_000L;
    private static final long YEAR_1990 = 631_152_000_000L;
    private static final long YEAR_2100 = 4_102_444_800_000L;

    private final TimeUnit unit;

    EpochUnit(TimeUnit unit) {
        this.unit = unit;
    }

    /** In milliseconds, or the farthest that a long has. */
    long millis(long count) {
        return unit.toMillis(count);
    }

    /** Whether somebody may have meant this number so: one of another unit, or a count of days, is mostly beyond the years from 1971 to 9999. */
    boolean plausible(long count) {
        long millis = millis(count);
        return millis >= YEAR_1971 && millis <= RecordMoment.LATEST;
    }

    /** The unit in which a number is a moment of our days. */
    static Optional<EpochUnit> likelyOf(long count) {
        return Stream.of(values())
                .filter(unit -> unit.millis(count) >= YEAR_1990 && unit.millis(count) < YEAR_2100)
                .findFirst();
    }

    /** As configurations have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
