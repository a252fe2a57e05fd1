package io.penstock.migrate;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.ConfigSpec.PeerKey;
import io.penstock.common.config.FrameworkConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A configuration on its way: what of theirs nobody has looked at yet, what of ours is made, and the lines about it. What
 * Connect itself reads is ours from the beginning. A blank value is none. Confined to one thread.
 */
final class Translation {

    private final List<String> given = new ArrayList<>();
    private final Map<String, String> theirs = new LinkedHashMap<>();
    private final Map<String, String> ours = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    Translation(String connectorClass, Map<String, String> config) {
        config.forEach((key, value) -> {
            if (key.equals("connector.class")) {
                ours.put(key, connectorClass);
            } else if (FrameworkConfig.owns(key)) {
                ours.put(key, value);
            } else {
                theirs.put(key, value);
                given.add(key);
            }
        });
    }

    Map<String, String> ours() {
        return ours;
    }

    List<Line> lines() {
        return lines;
    }

    /** What Connect or the new configuration has. */
    Optional<String> made(String key) {
        return Optional.ofNullable(ours.get(key)).map(String::trim).filter(value -> !value.isEmpty());
    }

    /** Gives theirs out, once; whoever takes it answers for its line. */
    Optional<String> take(String key) {
        return Optional.ofNullable(theirs.remove(key)).map(String::trim).filter(value -> !value.isEmpty());
    }

    Optional<String> takeLower(String key) {
        return take(key).map(value -> value.toLowerCase(Locale.ROOT));
    }

    boolean takeFlag(String key, boolean byDefault) {
        return take(key).map(Boolean::parseBoolean).orElse(byDefault);
    }

    List<String> remaining(String prefix) {
        return theirs.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
    }

    /** Same name, same meaning, same default. */
    void keep(String... keys) {
        for (String key : keys) {
            take(key).ifPresent(value -> ours.put(key, value));
        }
    }

    /** For the same value by another name; {@code more} is a sentence or empty. */
    void rename(String key, String to, String more) {
        renamed(key, to, UnaryOperator.identity(), more);
    }

    void renamed(String key, String to, UnaryOperator<String> value, String more) {
        take(key).ifPresent(given -> {
            ours.put(to, value.apply(given));
            changed(key, "is " + to + " here." + (more.isEmpty() ? "" : " " + more));
        });
    }

    void put(String key, String value) {
        ours.put(key, value);
    }

    void remove(String key) {
        ours.remove(key);
    }

    /** @param value made by us, never the user's: it is shown */
    void set(String key, String value, String why) {
        ours.put(key, value);
        lines.add(new Line(Line.Kind.SET, key + "=" + value, why));
    }

    void changed(String key, String text) {
        lines.add(new Line(Line.Kind.CHANGED, key, text));
    }

    void dropped(String key, String text) {
        lines.add(new Line(Line.Kind.DROPPED, key, text));
    }

    void decide(String key, String text) {
        lines.add(new Line(Line.Kind.DECIDE, key, text));
    }

    void note(String text) {
        lines.add(new Line(Line.Kind.NOTE, "", text));
    }

    /** Takes keys that nothing is needed for. */
    void drop(String why, String... keys) {
        for (String key : keys) {
            if (theirs.remove(key) != null) {
                dropped(key, why);
            }
        }
    }

    void dropAll(String prefix, String why) {
        remaining(prefix).forEach(key -> drop(why, key));
    }

    /** Takes keys that only a person can find a substitute for. */
    void ask(String what, String... keys) {
        for (String key : keys) {
            take(key).ifPresent(value -> decide(key, what));
        }
    }

    /** Takes a key whose value either needs nothing here or has no counterpart. */
    void expect(String key, Predicate<String> harmless, String why, String otherwise) {
        take(key).ifPresent(value -> {
            if (harmless.test(value)) {
                dropped(key, why);
            } else {
                decide(key, otherwise);
            }
        });
    }

    /** What no class has taken goes by what our connector says of its peers' keys. */
    void finish(ConfigSpec spec, String peer) {
        for (String key : List.copyOf(theirs.keySet())) {
            boolean blank = take(key).isEmpty();
            Optional<PeerKey> known =
                    spec.peers().stream().filter(each -> each.matches(key)).findFirst();
            if (blank) {
                dropped(key, "it is empty.");
            } else if (known.isEmpty()) {
                decide(
                        key,
                        "no key of the " + peer + " that this command knows; it is left out. Look whether it was of any"
                                + " effect.");
            } else if (known.get().ours().isEmpty()) {
                dropped(
                        key,
                        known.get().hint().isEmpty()
                                ? "needs nothing here."
                                : known.get().hint());
            } else {
                decide(key, known.get().remedy());
            }
        }
        given.stream()
                .filter(key -> !ours.containsKey(key))
                .filter(key -> lines.stream().noneMatch(line -> line.key().equals(key)))
                .forEach(key -> dropped(key, "has been read; where it matters, another line says what came of it."));
    }
}
