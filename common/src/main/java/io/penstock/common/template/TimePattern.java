package io.penstock.common.template;

import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Patterns of java.time's {@code DateTimeFormatter} in names. Users bring those of other sinks, which are Joda's: a letter that means
 * something else here, and mostly looks right, is refused rather than believed.
 */
public final class TimePattern {

    private static final String WEEK_YEAR = "Y";
    private static final String OFFSET = "x";
    private static final String WEEK = "w";
    private static final String WITHIN_A_YEAR = "MLdD";
    private static final String YEAR = "yu";
    private static final String MONTH = "ML";
    private static final String DAY = "d";
    private static final String DAY_OF_YEAR = "D";
    private static final String MINUTE = "m";
    private static final String HALF_DAYS_HOUR = "hK";
    private static final String WHICH_HALF = "aBHk";

    private TimePattern() {}

    /** @throws IllegalArgumentException whose message says why the pattern cannot be used */
    public static DateTimeFormatter formatter(String pattern, Locale locale) {
        check(pattern);
        return DateTimeFormatter.ofPattern(pattern, locale);
    }

    /** @throws IllegalArgumentException when a letter of it is not what it looks like */
    public static void check(String pattern) {
        boolean byWeek = hasUnquoted(pattern, WEEK);
        if (hasUnquoted(pattern, WEEK_YEAR) && (!byWeek || hasUnquoted(pattern, WITHIN_A_YEAR))) {
            throw new IllegalArgumentException(
                    "YYYY is the year of the week here, which is another one around New Year: write yyyy");
        }
        if (hasUnquoted(pattern, OFFSET) && byWeek) {
            throw new IllegalArgumentException("x is the offset from UTC here: the year of the week is YYYY");
        }
        checkSlips(pattern);
    }

    /** What gives the moments of different hours or months one name, in all libraries alike. */
    private static void checkSlips(String pattern) {
        if (hasUnquoted(pattern, HALF_DAYS_HOUR) && !hasUnquoted(pattern, WHICH_HALF)) {
            throw new IllegalArgumentException(
                    "hh is the hour of half a day, and one in the afternoon is called like one in the night: write HH");
        }
        boolean daysOfAYear = hasUnquoted(pattern, YEAR) && hasUnquoted(pattern, DAY);
        if (daysOfAYear && hasUnquoted(pattern, MINUTE) && !hasUnquoted(pattern, MONTH)) {
            throw new IllegalArgumentException("mm is the minute, and there is no month: write MM for it");
        }
        if (hasUnquoted(pattern, DAY_OF_YEAR) && hasUnquoted(pattern, MONTH)) {
            throw new IllegalArgumentException("DD is the day of the year, beside a month: write dd");
        }
    }

    /** Whether a pattern has one of some letters outside of its quoted texts. */
    public static boolean hasUnquoted(String pattern, String letters) {
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            quoted = (c == '\'') != quoted;
            if (!quoted && letters.indexOf(c) >= 0) {
                return true;
            }
        }
        return false;
    }
}
