package io.penstock.jdbc.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;

/** Keys that are set and have no effect: whoever set them expects one. A default is no fault: user interfaces send back the whole form. */
final class Unused {

    private Unused() {}

    /**
     * @param why completes "it has no effect …"
     * @param other what else than to remove it would help
     */
    static void report(Key<?> key, Values values, Problems problems, String why, String other) {
        if (values.chosen(key)) {
            problems.add(key.name(), "it has no effect " + why, "Remove it, or " + other + ".");
        }
    }
}
