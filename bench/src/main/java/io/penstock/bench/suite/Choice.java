package io.penstock.bench.suite;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which part of a suite is wanted.
 *
 * @param cases found in the names of cases
 * @param who everybody where empty
 */
public record Choice(Pattern cases, Set<String> who) {

    public Choice {
        who = Set.copyOf(who);
    }

    public static Choice everything() {
        return new Choice(Pattern.compile(""), Set.of());
    }

    boolean hasCase(String name) {
        return cases.matcher(name).find();
    }

    /** Whether somebody is asked for by name, who would not be there otherwise. */
    public boolean names(String name) {
        return who.contains(name);
    }

    boolean has(String name) {
        return who.isEmpty() || who.contains(name);
    }
}
