package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;

/** Keys that are set and have no effect: whoever set them expects one. */
final class Unused {

    private Unused() {}

    /** A key that stands there without a value, as templates leave it, counts as left out. */
    static boolean isSet(Key<?> key, Values values) {
        return values.original(key.name()).filter(text -> !text.isBlank()).isPresent();
    }

    /**
     * @param why completes "it has no effect …"
     * @param other what else than to remove it would help
     */
    static void report(Key<?> key, Values values, Problems problems, String why, String other) {
        if (isSet(key, values)) {
            problems.add(key.name(), "it has no effect " + why, "Remove it, or " + other + ".");
        }
    }
}
