package io.penstock.common.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The named groups of a regular expression, whose parts templates name. */
public final class PatternGroups {

    private PatternGroups() {}

    /** Whether the expression has a group of that name. */
    public static boolean has(Pattern pattern, String name) {
        // Names are looked up only after a match, so one is made sure of.
        Matcher matcher =
                Pattern.compile(pattern.pattern() + "|", pattern.flags()).matcher("");
        if (!matcher.find()) {
            return false;
        }
        try {
            matcher.group(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
