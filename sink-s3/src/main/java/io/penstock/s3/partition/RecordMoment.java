package io.penstock.s3.partition;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Which moment of a record decides on its path: {@code timestamp.extractor}. */
public sealed interface RecordMoment {

    /**
     * @param clock of the wall
     * @return milliseconds since the epoch; null where the record has none
     * @throws RecordException when what should be a moment is none
     */
    @Nullable
    Long of(SinkRecord record, Clock clock);

    /** When the task took the record. */
    record WallClock() implements RecordMoment {

        @Override
        public Long of(SinkRecord record, Clock clock) {
            return clock.millis();
        }
    }

    /** The record's own timestamp. */
    record Timestamp() implements RecordMoment {

        @Override
        public @Nullable Long of(SinkRecord record, Clock clock) {
            return record.timestamp();
        }
    }

    /** A field of the value: milliseconds, a Connect Timestamp or Date, or a text in ISO 8601 (without a zone: UTC). */
    record Field(FieldPath path) implements RecordMoment {

        @Override
        public @Nullable Long of(SinkRecord record, Clock clock) {
            Object value = path.get(record.value());
            if (value == null) {
                return null;
            }
            if (value instanceof Long || value instanceof Integer) {
                return ((Number) value).longValue();
            }
            if (value instanceof java.util.Date date) {
                return date.getTime();
            }
            if (value instanceof String text) {
                try {
                    return parsed(text);
                } catch (DateTimeException | ArithmeticException e) {
                    throw new RecordException(S3Error.PATH_VALUE, noMoment(record)); // the cause quotes the text
                }
            }
            throw new RecordException(S3Error.PATH_VALUE, noMoment(record));
        }

        private String noMoment(SinkRecord record) {
            return "timestamp.field=" + path + " is not a moment at " + RecordCoordinates.of(record)
                    + ": neither milliseconds nor an ISO 8601 text";
        }

        private static long parsed(String text) {
            TemporalAccessor parsed = text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                    : DateTimeFormatter.ISO_DATE_TIME.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
            if (parsed instanceof ZonedDateTime zoned) {
                return zoned.toInstant().toEpochMilli();
            }
            LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : LocalDateTime.from(parsed);
            return local.toInstant(ZoneOffset.UTC).toEpochMilli();
        }
    }
}
