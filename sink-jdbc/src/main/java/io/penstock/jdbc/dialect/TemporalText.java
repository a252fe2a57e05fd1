package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnType;
import java.time.LocalDate;

/** Dates and times as PostgreSQL reads them whatever its DateStyle: ISO order, years before 1 with BC. */
final class TemporalText {

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private TemporalText() {}

    static String date(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return day(date) + era(date);
    }

    static String time(long microOfDay) {
        StringBuilder out = new StringBuilder(15);
        time(microOfDay, out);
        return out.toString();
    }

    static String timestamp(long micros) {
        return dateTime(micros, "");
    }

    static String instant(long micros) {
        return dateTime(micros, "+00");
    }

    private static String dateTime(long micros, String offset) {
        if (micros == ColumnType.FOREVER) {
            return "infinity";
        }
        if (micros == ColumnType.SINCE_EVER) {
            return "-infinity";
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_PER_DAY));
        StringBuilder out = new StringBuilder(32).append(day(date)).append(' ');
        time(Math.floorMod(micros, MICROS_PER_DAY), out);
        return out.append(offset).append(era(date)).toString();
    }

    private static String day(LocalDate date) {
        int yearOfEra = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        StringBuilder out = new StringBuilder(16);
        pad(yearOfEra, 4, out);
        out.append('-');
        pad(date.getMonthValue(), 2, out);
        out.append('-');
        pad(date.getDayOfMonth(), 2, out);
        return out.toString();
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    private static void time(long microOfDay, StringBuilder out) {
        long seconds = microOfDay / 1_000_000;
        pad(seconds / 3600, 2, out);
        out.append(':');
        pad(seconds / 60 % 60, 2, out);
        out.append(':');
        pad(seconds % 60, 2, out);
        out.append('.');
        pad(microOfDay % 1_000_000, 6, out);
    }

    private static void pad(long number, int width, StringBuilder out) {
        String digits = Long.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        out.append(digits);
    }
}
