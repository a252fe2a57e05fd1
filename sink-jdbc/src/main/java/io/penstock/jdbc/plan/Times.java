package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Date;

/**
 * Into temporal columns, from Connect's logical types and from ISO-8601 texts. Counts from the epoch in the proleptic ISO
 * calendar; no time zone but the one written in a text takes part, and never the JVM's.
 */
final class Times {

    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long MICROS_PER_DAY = 1_000 * MILLIS_PER_DAY;
    /**
     * What PostgreSQL's types hold ("Date/Time Types": from 4713 BC, dates up to 5874897). Beyond it binary forms overflow, or
     * come to stand for infinity.
     */
    private static final long FIRST_DAY = LocalDate.of(-4712, 1, 1).toEpochDay();

    private static final long LAST_DAY = LocalDate.of(5_874_897, 12, 31).toEpochDay();
    private static final long FIRST_MICROS = FIRST_DAY * MILLIS_PER_DAY * 1_000;

    /** What Debezium makes of PostgreSQL's infinity, in whatever unit and as a text too. */
    private static final long DEBEZIUM_INFINITY = 9_223_372_036_825_200_000L;

    private static final long DEBEZIUM_MINUS_INFINITY = -9_223_372_036_832_400_000L;
    private static final int ISO_DATE_LENGTH = 10;

    /** ISO-8601 with {@code T} or a blank between date and time, with or without an offset: +02, +0200, +02:00, Z. */
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .optionalStart()
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .toFormatter(java.util.Locale.ROOT);

    private Times() {}

    static Object toDay(Object value, Moment moment) {
        if (value instanceof Date date && moment != Moment.TIME) {
            long millis = date.getTime();
            if (Math.floorMod(millis, MILLIS_PER_DAY) != 0) {
                throw new Misfit("the point in time is not midnight UTC, so its time of day would be lost");
            }
            return day(Math.floorDiv(millis, MILLIS_PER_DAY));
        }
        if (value instanceof Number count && moment.isSinceEpoch()) {
            if (moment == Moment.EPOCH_DAY) {
                return day(count.longValue());
            }
            long micros = Counts.toMicros(count.longValue(), moment);
            if (Math.floorMod(micros, MICROS_PER_DAY) != 0) {
                throw new Misfit("the point in time is not midnight, so its time of day would be lost");
            }
            return day(Math.floorDiv(micros, MICROS_PER_DAY));
        }
        if (value instanceof String text) {
            try {
                return day(LocalDate.parse(withoutZone(text)).toEpochDay());
            } catch (DateTimeException e) {
                throw new Misfit("the text is no ISO-8601 date");
            }
        }
        throw new Misfit(Converters.classOf(value) + " is no date");
    }

    private static long day(long epochDay) {
        if (epochDay < FIRST_DAY || epochDay > LAST_DAY) {
            throw new Misfit("the date is out of range");
        }
        return epochDay;
    }

    static Object toMicrosOfDay(Object value, Moment moment) {
        if (value instanceof Date date && moment == Moment.TIME) {
            if (date.getTime() < 0 || date.getTime() > MILLIS_PER_DAY) {
                throw new Misfit("the time is not within a day");
            }
            return date.getTime() * 1_000;
        }
        if (value instanceof Number count && moment.isSinceMidnight()) {
            long micros = Counts.toMicros(count.longValue(), moment);
            if (micros < 0 || micros > MICROS_PER_DAY) {
                throw new Misfit("the time is not within a day");
            }
            return micros;
        }
        if (value instanceof String text) {
            try {
                return LocalTime.parse(withoutZone(text)).toNanoOfDay() / 1_000;
            } catch (DateTimeException e) {
                throw new Misfit("the text is no ISO-8601 time without an offset");
            }
        }
        throw new Misfit(Converters.classOf(value) + " is no time of day");
    }

    /** Of a date or a time of day that says that it is UTC's, as Debezium writes them with {@code time.precision.mode=isostring}. */
    private static String withoutZone(String text) {
        return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    }

    /** A point in time has its UTC wall clock here, as Connect's Timestamp defines. */
    static Object toWallClock(Object value, Moment moment) {
        if (value instanceof String text) {
            if (isInfinity(text)) {
                return infinity(text);
            }
            TemporalAccessor parsed = parse(text);
            return parsed instanceof OffsetDateTime zoned
                    ? micros(zoned.toInstant())
                    : micros(((LocalDateTime) parsed).toInstant(ZoneOffset.UTC));
        }
        return fromDate(value, moment);
    }

    static Object toInstant(Object value, Moment moment) {
        if (value instanceof String text) {
            if (isInfinity(text)) {
                return infinity(text);
            }
            if (parse(text) instanceof OffsetDateTime zoned) {
                return micros(zoned.toInstant());
            }
            throw new Misfit("the text has no offset, so it is no point in time");
        }
        return fromDate(value, moment);
    }

    private static Object fromDate(Object value, Moment moment) {
        if (value instanceof Date date && moment != Moment.TIME) {
            return micros(Instant.ofEpochMilli(date.getTime()));
        }
        // A clock without a zone is taken for UTC where a point in time is asked for.
        if (value instanceof Number count && moment.isSinceEpoch()) {
            // In nanoseconds Debezium has no other numbers for them.
            if (moment == Moment.EPOCH_NANO && count.longValue() == Long.MAX_VALUE) {
                return ColumnType.FOREVER;
            }
            if (moment == Moment.EPOCH_NANO && count.longValue() == Long.MIN_VALUE) {
                return ColumnType.SINCE_EVER;
            }
            return inRange(Counts.toMicros(count.longValue(), moment));
        }
        if (value instanceof Number) {
            throw new Misfit(Converters.classOf(value)
                    + " says no date and time without a schema that tells its unit: the TimestampConverter transform makes"
                    + " one of it (target.type=Timestamp, unix.precision)");
        }
        throw new Misfit(Converters.classOf(value) + " is no date and time");
    }

    /** As PostgreSQL writes it ("Date/Time Input", special values), and Debezium after it. */
    private static boolean isInfinity(String text) {
        return text.endsWith("infinity") && (text.equals("infinity") || text.equals("-infinity"));
    }

    private static long infinity(String text) {
        return text.startsWith("-") ? ColumnType.SINCE_EVER : ColumnType.FOREVER;
    }

    private static TemporalAccessor parse(String text) {
        String iso = text.length() > ISO_DATE_LENGTH && text.charAt(ISO_DATE_LENGTH) == ' '
                ? text.substring(0, ISO_DATE_LENGTH) + 'T' + text.substring(ISO_DATE_LENGTH + 1)
                : text;
        try {
            return DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeException e) {
            throw new Misfit("the text is no ISO-8601 date and time");
        }
    }

    private static long micros(Instant instant) {
        try {
            return inRange(
                    Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1_000));
        } catch (ArithmeticException e) {
            throw new Misfit("the point in time is out of range");
        }
    }

    private static long inRange(long micros) {
        if (micros == DEBEZIUM_INFINITY) {
            return ColumnType.FOREVER;
        }
        if (micros == DEBEZIUM_MINUS_INFINITY) {
            return ColumnType.SINCE_EVER;
        }
        if (micros < FIRST_MICROS || micros == ColumnType.FOREVER) {
            throw new Misfit("the point in time is out of range");
        }
        return micros;
    }
}
