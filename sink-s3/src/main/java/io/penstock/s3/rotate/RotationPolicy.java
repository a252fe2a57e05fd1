package io.penstock.s3.rotate;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a file is complete: whatever limit comes first. Pure.
 *
 * @param maxRecords {@code flush.size}
 * @param maxBytes {@code file.max.bytes}, of the file as stored; the last record may lead beyond it
 * @param maxAge {@code file.max.age.ms}, since the file's first record was taken, by a ticker
 * @param recordTime {@code rotate.interval.ms}: the span of record timestamps in one file, from its first record on
 */
public record RotationPolicy(long maxRecords, long maxBytes, Duration maxAge, Optional<Duration> recordTime) {

    /** Whether the file is complete with what it holds. */
    public boolean full(long records, long bytes) {
        return records >= maxRecords || bytes >= maxBytes;
    }

    /** Whether a file of that age is complete although nothing more came. */
    public boolean overdue(Duration age) {
        return age.compareTo(maxAge) >= 0;
    }

    /**
     * Whether a record belongs into the next file by its timestamp. A late record, older than the file's first one, joins the
     * open file: with one file a batch, a file of its own would cut the stream into tiny objects.
     *
     * @param firstTimestamp of the open file's first record; null where it had none
     * @param timestamp of the record to come; null where it has none
     */
    public boolean beyond(@Nullable Long firstTimestamp, @Nullable Long timestamp) {
        return recordTime.isPresent()
                && firstTimestamp != null
                && timestamp != null
                && timestamp - firstTimestamp >= recordTime.get().toMillis();
    }
}
