package io.penstock.s3.rotate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;

/**
 * Moments of the wall clock at which files end: every interval from midnight on, and midnight itself. Pure.
 *
 * @param interval {@code rotate.schedule.interval.ms}, at most a day
 * @param zone whose midnight
 */
public record Schedule(Duration interval, ZoneId zone) {

    /** The first of these moments that is later than the given one. */
    public Instant next(Instant after) {
        ZonedDateTime moment =
                notBefore(LocalDateTime.ofInstant(after, zone).plusNanos(1)).atZone(zone);
        // In the hour that comes twice a year, the first of the two may have been.
        Instant next = moment.toInstant().isAfter(after)
                ? moment.toInstant()
                : moment.withLaterOffsetAtOverlap().toInstant();
        ZoneOffsetTransition change = zone.getRules().nextTransition(after);
        if (change != null && change.isOverlap() && change.getInstant().isBefore(next)) {
            // The clock goes back before that: what has been comes again.
            Instant again = notBefore(change.getDateTimeAfter()).toInstant(change.getOffsetAfter());
            return again.isBefore(next) ? again : next;
        }
        return next;
    }

    private LocalDateTime notBefore(LocalDateTime time) {
        LocalDateTime midnight = time.toLocalDate().atStartOfDay();
        LocalDateTime tomorrow = midnight.plusDays(1);
        long times = (Duration.between(midnight, time).toNanos() + interval.toNanos() - 1) / interval.toNanos();
        LocalDateTime next = midnight.plus(interval.multipliedBy(times));
        return next.isBefore(tomorrow) ? next : tomorrow;
    }
}
