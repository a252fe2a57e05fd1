package io.penstock.s3.partition;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.format.LogicalType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Which moment of a record decides on its path: {@code timestamp.extractor}. */
public sealed interface RecordMoment {

    /** The last millisecond of the year 9999: paths have no form for later ones that every reader knows. */
    long LATEST = 253_402_300_799_999L;

    /** The first of the year 1: a pattern's yyyy is the year of an era, and has the year before it as another year 1. */
    long EARLIEST = -62_135_596_800_000L;

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
            Long millis = record.timestamp();
            if (millis != null && (millis < EARLIEST || millis > LATEST)) {
                throw new RecordException(
                        S3Error.PATH_VALUE,
                        "the timestamp of " + RecordCoordinates.of(record) + " is beyond the years 1 to 9999"
                                + EpochUnit.likelyOf(millis)
                                        .map(likely -> "; it looks like " + likely + ", where Kafka has milliseconds")
                                        .orElse(""));
            }
            return millis;
        }
    }

    /**
     * A field of the value: a time by its schema (Connect's and Debezium's), a text in ISO 8601 (without a zone: UTC), or a plain number.
     *
     * @param unit of plain numbers
     */
    record Field(RecordField field, EpochUnit unit) implements RecordMoment {

        /** ISO 8601 has offsets with a colon and without, and of hours alone; XML Schema has dates with one. */
        private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .append(DateTimeFormatter.ISO_LOCAL_DATE)
                .optionalStart()
                .appendLiteral('T')
                .append(DateTimeFormatter.ISO_LOCAL_TIME)
                .optionalEnd()
                .optionalStart()
                .appendPattern("[XXXXX][xxxx][x]")
                .optionalStart()
                .appendLiteral('[')
                .parseCaseSensitive()
                .appendZoneRegionId()
                .appendLiteral(']')
                .toFormatter(Locale.ROOT)
                .withResolverStyle(ResolverStyle.STRICT)
                .withChronology(IsoChronology.INSTANCE);

        private static final String NO_MOMENT =
                "it is neither a date, a timestamp, a whole number nor an ISO 8601 text";

        public static Field of(FieldPath path, EpochUnit unit) {
            return new Field(RecordField.ofValue("timestamp.field=" + path, path), unit);
        }

        @Override
        public @Nullable Long of(SinkRecord record, Clock clock) {
            Object value = field.value(record);
            if (value == null) {
                return null;
            }
            Schema schema = field.schema(record);
            LogicalType type = schema == null ? null : LogicalType.of(schema);
            long millis;
            if (type != null && !type.isMoment()) {
                throw bad(record, NO_MOMENT);
            } else if (value instanceof Long || value instanceof Integer) {
                long number = ((Number) value).longValue();
                millis = type == null ? counted(number, record) : type.millis(number);
            } else if (value instanceof java.util.Date date) {
                millis = date.getTime();
            } else if (value instanceof String text) {
                millis = parsed(text, record);
            } else {
                throw bad(record, NO_MOMENT);
            }
            if (millis < EARLIEST || millis > LATEST) {
                throw bad(record, "it is beyond the years 1 to 9999");
            }
            return millis;
        }

        private long counted(long number, SinkRecord record) {
            if (unit.plausible(number)) {
                return unit.millis(number);
            }
            throw bad(
                    record,
                    "as a number of timestamp.field.unit=" + unit + " it is beyond the years 1971 to 9999"
                            + EpochUnit.likelyOf(number)
                                    .map(likely -> "; it looks like " + likely)
                                    .orElse(""));
        }

        private long parsed(String text, SinkRecord record) {
            try {
                return parsed(text);
            } catch (DateTimeException | ArithmeticException e) {
                throw bad(record, NO_MOMENT); // the cause quotes the text
            }
        }

        private RecordException bad(SinkRecord record, String why) {
            return new RecordException(
                    S3Error.PATH_VALUE, field + " is not a moment at " + RecordCoordinates.of(record) + ": " + why);
        }

        private static long parsed(String text) {
            if (text.indexOf('T') >= 0 || text.indexOf('t') >= 0) {
                TemporalAccessor parsed = TEXT.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
                return parsed instanceof ZonedDateTime zoned
                        ? zoned.toInstant().toEpochMilli()
                        : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC).toEpochMilli();
            }
            TemporalAccessor day = TEXT.parse(text);
            ZoneId zone = day.query(TemporalQueries.zone());
            return LocalDate.from(day)
                    .atStartOfDay(zone == null ? ZoneOffset.UTC : zone)
                    .toInstant()
                    .toEpochMilli();
        }
    }
}
