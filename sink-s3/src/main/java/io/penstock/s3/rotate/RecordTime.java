package io.penstock.s3.rotate;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * When files end by the moments of their records: at the multiples of an interval after midnight, so that an hour's file ends
 * with the hour, and is the same in a replay, wherever that begins. Pure.
 *
 * @param interval {@code rotate.interval.ms}; one beyond a day counts from a file's first record
 * @param zone whose midnight
 */
public record RecordTime(Duration interval, ZoneId zone) {

    private static final Duration DAY = Duration.ofDays(1);

    /** The first moment that is in the next file, in milliseconds; later than the given one by at most the interval. */
    long end(long moment) {
        return interval.compareTo(DAY) > 0
                ? moment + interval.toMillis()
                : new Schedule(interval, zone)
                        .next(Instant.ofEpochMilli(moment))
                        .toEpochMilli();
    }
}
