package io.penstock.migrate;

/**
 * One line of the report. Never holds a value of the user's, as it may be a secret.
 *
 * @param key theirs, or ours with its value for {@link Kind#SET}; empty for what no key stands for
 */
record Line(Kind kind, String key, String text) {

    enum Kind {
        CHANGED("changed"),
        SET("set"),
        DROPPED("dropped"),
        DECIDE("decide"),
        NOTE("note");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    String rendered() {
        return String.format("%-8s", kind.label()) + (key.isEmpty() ? "" : key + ": ") + text;
    }
}
