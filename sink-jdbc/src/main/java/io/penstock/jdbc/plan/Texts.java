package io.penstock.jdbc.plan;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** Into text columns. */
final class Texts {

    private Texts() {}

    static String toText(Object value, Moment moment) {
        if (value instanceof String text) {
            return encodable(text);
        }
        if (value instanceof Number count && moment.isCount()) {
            return Counts.iso(count.longValue(), moment);
        }
        if (value instanceof BigDecimal decimal) {
            return Numbers.toDecimal(decimal).toPlainString();
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof UUID) {
            return value.toString();
        }
        if (value instanceof java.util.Date date) {
            return iso(Instant.ofEpochMilli(date.getTime()), moment);
        }
        throw new Misfit(Converters.classOf(value) + " is no text");
    }

    /** What is longer and not for its blanks the database refuses itself. */
    static String whole(String text, int longest) {
        if (text.length() > longest && text.charAt(text.length() - 1) == ' ') {
            int written = text.length();
            while (written > 0 && text.charAt(written - 1) == ' ') {
                written--;
            }
            if (text.codePointCount(0, text.length()) > longest && text.codePointCount(0, written) <= longest) {
                throw new Misfit("the blanks at its end are more than the column keeps");
            }
        }
        return text;
    }

    /** Half a surrogate pair has no UTF-8, and Java's encoder would put a question mark in its place. */
    private static String encodable(String text) {
        boolean half = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (half != Character.isLowSurrogate(c)) {
                throw new Misfit("the text holds half a surrogate pair, which is no character");
            }
            half = Character.isHighSurrogate(c);
        }
        if (half) {
            throw new Misfit("the text holds half a surrogate pair, which is no character");
        }
        return text;
    }

    private static String iso(Instant instant, Moment moment) {
        return switch (moment) {
            case DATE -> instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
            case TIME -> LocalTime.ofInstant(instant, ZoneOffset.UTC).toString();
            case TIMESTAMP,
                    EPOCH_DAY,
                    EPOCH_MILLI,
                    EPOCH_MICRO,
                    EPOCH_NANO,
                    MILLI_OF_DAY,
                    MICRO_OF_DAY,
                    NANO_OF_DAY,
                    DURATION_MICROS -> instant.toString();
        };
    }
}
