package io.penstock.chaos.fault;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stack trace that Connect shows of what has failed. */
record Trace(String text) {

    private static final Pattern CODE = Pattern.compile("\\bPEN-\\d{3}\\b");
    private static final Pattern OUR_FRAME = Pattern.compile("^\\s+at (\\S*/)?io\\.penstock\\.", Pattern.MULTILINE);
    private static final String CAUSE = "Caused by: ";

    boolean hasCode() {
        return CODE.matcher(text).find();
    }

    /** The first of ours, else the class of the innermost cause. */
    String code() {
        Matcher matcher = CODE.matcher(text);
        return matcher.find() ? matcher.group() : innermost().split(":", 2)[0].strip();
    }

    /** The line that has it. */
    String message() {
        return text.lines()
                .filter(line -> CODE.matcher(line).find())
                .findFirst()
                .map(Trace::withoutPrefix)
                .orElseGet(this::innermost);
    }

    boolean concernsOurCode() {
        return OUR_FRAME.matcher(text).find();
    }

    private String innermost() {
        List<String> causes =
                text.lines().filter(line -> line.strip().startsWith(CAUSE)).toList();
        return causes.isEmpty() ? text.lines().findFirst().orElse("") : withoutPrefix(causes.get(causes.size() - 1));
    }

    private static String withoutPrefix(String line) {
        String stripped = line.strip();
        return stripped.startsWith(CAUSE) ? stripped.substring(CAUSE.length()) : stripped;
    }
}
