package io.penstock.migrate;

import java.util.Optional;

/** Patterns of Joda-Time, which Confluent's partitioners use, as patterns of {@code java.time}. */
final class JodaPattern {

    /** Letters that mean the same in both. */
    private static final String SAME = "yMdDHhKkmsSaE";

    private static final String RESERVED = "{}[]#";

    private JodaPattern() {}

    /** @return empty where a letter has no counterpart: weeks and the numbers of their days, centuries, zones */
    static Optional<String> inJavaTime(String joda) {
        StringBuilder made = new StringBuilder();
        boolean quoted = false;
        for (int at = 0; at < joda.length(); at++) {
            char letter = joda.charAt(at);
            if (letter == '\'') {
                quoted = !quoted;
                made.append(letter);
            } else if (quoted) {
                made.append(letter);
            } else if (letter == 'Y') {
                made.append('y'); // the year of the era there, that of the week here
            } else if (SAME.indexOf(letter) >= 0 || !(Character.isLetter(letter) || RESERVED.indexOf(letter) >= 0)) {
                made.append(letter);
            } else {
                return Optional.empty();
            }
        }
        return quoted ? Optional.empty() : Optional.of(made.toString());
    }
}
