package io.penstock.s3.partition;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.TimePattern;
import io.penstock.s3.error.S3Error;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/** {@code path.format}: a moment as a path, by a ready name or a {@link TimePattern}. Immutable. */
public final class PathFormat {

    /** What may be written for a pattern. */
    public static final Map<String, String> READY = Map.of(
            "daily", "'year='yyyy/'month='MM/'day='dd",
            "hourly", "'year='yyyy/'month='MM/'day='dd/'hour='HH",
            "hive", "'dt='yyyy-MM-dd/'hour='HH");

    private static final String FINER_THAN_MINUTES = "sSAnN";

    private final String pattern;

    private PathFormat(String pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException whose message says why the text cannot be used */
    public static PathFormat parse(String text) {
        String pattern = READY.getOrDefault(text, text);
        TimePattern.check(pattern);
        PathFormat format = new PathFormat(pattern);
        String sample =
                format.in(ZoneOffset.UTC, Locale.ENGLISH, Optional.empty()).written(0);
        ObjectKey.fault(sample).ifPresent(fault -> {
            throw new IllegalArgumentException("the path that it makes cannot be part of a key: " + fault);
        });
        return format;
    }

    /**
     * @param span moments are cut down to multiples of it, by the clock of the zone
     * @throws IllegalArgumentException when the pattern has no form in that zone or locale
     */
    public Moments in(ZoneId zone, Locale locale, Optional<Duration> span) {
        return new Moments(DateTimeFormatter.ofPattern(pattern, locale).withZone(zone), zone, span, coarse(span));
    }

    /**
     * The path of a record without a moment: as deep as the others and with the same names, since readers of Hive's layout refuse a
     * table whose directories differ in that.
     *
     * @param nullName what stands for each value
     */
    String ofNone(String nullName) {
        StringBuilder path = new StringBuilder();
        StringBuilder segment = new StringBuilder();
        boolean quoted = false;
        boolean moment = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean quote = c == '\'';
            if (quote && pattern.startsWith("''", i)) {
                i++;
            } else if (quote) {
                quoted = !quoted;
                continue;
            }
            if (c == '/') {
                path.append(segment(segment, moment, nullName)).append('/');
                segment.setLength(0);
                moment = false;
            } else if (!quoted && !quote && (Character.isLetter(c) || c == '[' || c == ']')) {
                moment = true;
            } else if (!moment) {
                segment.append(c);
            }
        }
        return path.append(segment(segment, moment, nullName)).toString();
    }

    /** @param plain what stands before the moment, if one is in the segment */
    private static String segment(StringBuilder plain, boolean moment, String nullName) {
        return moment ? plain.substring(0, plain.lastIndexOf("=") + 1) + nullName : plain.toString();
    }

    private boolean coarse(Optional<Duration> span) {
        boolean wholeMinutes =
                span.isEmpty() || span.get().toMillis() % Duration.ofMinutes(1).toMillis() == 0;
        return wholeMinutes && !TimePattern.hasUnquoted(pattern, FINER_THAN_MINUTES);
    }

    @Override
    public String toString() {
        return pattern;
    }

    /** Writes moments in one zone and locale; remembers the last path, since records mostly follow in time. Thread-confined. */
    public static final class Moments {

        private static final long MINUTE = 60_000;
        private static final int LAST_YEAR = 9_999;
        /** Before it some zones were not a whole number of minutes off. */
        private static final long ORDERLY = 94_694_400_000L;

        private final DateTimeFormatter formatter;
        private final ZoneId zone;
        private final Optional<Duration> span;
        private final boolean coarse;
        private long lastMinute = Long.MIN_VALUE;
        private String last = "";

        private Moments(DateTimeFormatter formatter, ZoneId zone, Optional<Duration> span, boolean coarse) {
            this.formatter = formatter;
            this.zone = zone;
            this.span = span;
            this.coarse = coarse;
        }

        /**
         * @param millis since the epoch
         * @param of whose moment it is, for the message
         * @throws RecordException for a moment that the calendar does not reach
         */
        public String of(long millis, SinkRecord of) {
            if (!coarse || millis < ORDERLY) {
                return written(millis, of);
            }
            long minute = millis / MINUTE;
            if (minute != lastMinute) {
                last = written(millis, of);
                lastMinute = minute;
            }
            return last;
        }

        private String written(long millis, SinkRecord of) {
            try {
                return written(millis);
            } catch (DateTimeException | ArithmeticException e) {
                throw new RecordException( // the cause quotes the moment
                        S3Error.PATH_VALUE,
                        "the moment of the record at " + RecordCoordinates.of(of)
                                + " is beyond the years 1 to 9999 in zone " + zone);
            }
        }

        private String written(long millis) {
            Instant moment = Instant.ofEpochMilli(millis);
            int year = moment.atZone(zone).getYear();
            if (year < 1 || year > LAST_YEAR) { // where it is night already, the last of UTC's days is beyond it
                throw new DateTimeException("no year that paths have");
            }
            if (span.isEmpty()) {
                return formatter.format(moment);
            }
            long length = span.get().toMillis();
            long local = LocalDateTime.ofInstant(moment, zone)
                    .toInstant(ZoneOffset.UTC)
                    .toEpochMilli();
            Instant begin = Instant.ofEpochMilli(Math.multiplyExact(Math.floorDiv(local, length), length));
            return formatter.format(
                    LocalDateTime.ofInstant(begin, ZoneOffset.UTC).atZone(zone));
        }
    }
}
