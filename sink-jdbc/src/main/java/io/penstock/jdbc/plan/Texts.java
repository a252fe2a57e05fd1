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
            return text;
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

    private static String iso(Instant instant, Moment moment) {
        return switch (moment) {
            case DATE -> instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
            case TIME -> LocalTime.ofInstant(instant, ZoneOffset.UTC).toString();
            case TIMESTAMP -> instant.toString();
        };
    }
}
