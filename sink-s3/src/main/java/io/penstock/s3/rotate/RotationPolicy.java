package io.penstock.s3.rotate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a file is complete: whatever limit comes first. Pure.
 *
 * @param maxRecords {@code flush.size}
 * @param maxBytes {@code file.max.bytes}, of the file as stored; the last record may lead beyond it
 * @param maxAge {@code file.max.age.ms}, since the file's first record was taken, by a ticker
 * @param recordTime {@code rotate.interval.ms}: the span of the records' moments in one file, from its first record on
 * @param schedule {@code rotate.schedule.interval.ms}: when files end by the wall clock
 */
public record RotationPolicy(
        long maxRecords, long maxBytes, Duration maxAge, Optional<Duration> recordTime, Optional<Schedule> schedule) {

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

    /**
     * Whether a record belongs into the next file by its moment. A late record, older than the file's first one, joins the
     * open file: with one file a batch, a file of its own would cut the stream into tiny objects.
     *
     * @param first of the open file's first record, in milliseconds; null where it had none
     * @param moment of the record to come; null where it has none
     */
    public boolean beyond(@Nullable Long first, @Nullable Long moment) {
        return recordTime.isPresent()
                && first != null
                && moment != null
                && moment - first >= recordTime.get().toMillis();
    }
}
