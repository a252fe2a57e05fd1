package io.penstock.s3.rotate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Moments of the wall clock at which files end: every interval from midnight on, and midnight itself. Pure.
 *
 * @param interval {@code rotate.schedule.interval.ms}, at most a day
 * @param zone whose midnight
 */
public record Schedule(Duration interval, ZoneId zone) {

    /** The first of these moments that is later than the given one. */
    public Instant next(Instant after) {
        LocalDateTime now = LocalDateTime.ofInstant(after, zone);
        LocalDateTime midnight = now.toLocalDate().atStartOfDay();
        LocalDateTime tomorrow = midnight.plusDays(1);
        long passed = Duration.between(midnight, now).toMillis() / interval.toMillis();
        LocalDateTime next = midnight.plus(interval.multipliedBy(passed + 1));
        ZonedDateTime moment = (next.isBefore(tomorrow) ? next : tomorrow).atZone(zone);
        // In the hour that comes twice a year, the first of the two may have been.
        return moment.toInstant().isAfter(after)
                ? moment.toInstant()
                : moment.withLaterOffsetAtOverlap().toInstant();
    }
}
