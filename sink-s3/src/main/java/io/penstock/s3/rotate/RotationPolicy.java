package io.penstock.s3.rotate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a file is complete: whatever limit comes first. Pure.
 *
 * @param maxRecords {@code flush.size}
 * @param maxBytes {@code file.max.bytes}, of the file as stored; the last record may lead beyond it
 * @param maxAge {@code file.max.age.ms}, since the file's first record was taken, by a ticker
 * @param recordTime {@code rotate.interval.ms}: when files end by the moments of their records
 * @param schedule {@code rotate.schedule.interval.ms}: when files end by the wall clock
 */
public record RotationPolicy(
        long maxRecords, long maxBytes, Duration maxAge, Optional<RecordTime> recordTime, Optional<Schedule> schedule) {

    /** Whether the file is complete with what it holds. */
    public boolean full(long records, long bytes) {
        return records >= maxRecords || bytes >= maxBytes;
    }

    /** When what begins now ends by the wall clock, whatever comes; empty for no such time. */
    public Optional<Instant> scheduledEnd(Instant now) {
        return schedule.map(times -> times.next(now));
    }

    /**
     * How long until a file is complete although nothing more comes; zero when it is.
     *
     * @param scheduledEnd what {@link #scheduledEnd} said when it began
     */
    public Duration left(Duration age, Optional<Instant> scheduledEnd, Instant now) {
        Duration byAge = maxAge.minus(age);
        Duration least = scheduledEnd
                .map(end -> Duration.between(now, end))
                .filter(byClock -> byClock.compareTo(byAge) < 0)
                .orElse(byAge);
        return least.isNegative() ? Duration.ZERO : least;
    }

    /** Of one partition, whose records' moments it goes by. */
    public MomentWindow window() {
        return new MomentWindow(recordTime);
    }
}
