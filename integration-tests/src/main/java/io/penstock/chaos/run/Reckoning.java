package io.penstock.chaos.run;

import io.penstock.chaos.check.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the checker found, where it found something the second time it looked.
 *
 * @param notes breaches of the first look that were none at the second, and what the checker has to say besides
 */
record Reckoning(List<Hop> hops, List<String> notes) {

    private static final String DEAD_LETTERS = "dead letters";

    Reckoning {
        hops = List.copyOf(hops);
        notes = List.copyOf(notes);
    }

    /** Looks, and where not all is well a second time after a pause; what is seen then counts. */
    static Reckoning of(Supplier<List<Hop>> check, Duration pause) throws InterruptedException {
        List<Hop> first = check.get();
        if (first.stream().flatMap(hop -> hop.breaches().stream()).allMatch(Reckoning::isOfDeadLetters)) {
            return new Reckoning(first, remarks(first));
        }
        Thread.sleep(pause.toMillis());
        List<Hop> second = check.get();
        Set<String> remaining = new HashSet<>();
        second.forEach(hop -> hop.breaches().forEach(breach -> remaining.add(hop.name() + kind(breach))));
        List<String> notes = new ArrayList<>(remarks(second));
        first.forEach(hop -> hop.breaches().stream()
                .filter(breach -> !remaining.contains(hop.name() + kind(breach)))
                .forEach(breach -> notes.add(hop.name() + " was late, and well " + pause.toSeconds()
                        + " s after the first look: " + breach)));
        return new Reckoning(second, notes);
    }

    List<String> breaches() {
        return hops.stream()
                .flatMap(hop -> hop.breaches().stream().map(breach -> hop.name() + ": " + breach))
                .toList();
    }

    private static List<String> remarks(List<Hop> hops) {
        return hops.stream()
                .flatMap(hop -> hop.notes().stream().map(note -> hop.name() + ": " + note))
                .toList();
    }

    private static boolean isOfDeadLetters(String breach) {
        return kind(breach).startsWith(DEAD_LETTERS);
    }

    /** {@code missing} of {@code 3 missing: a, b, c}. */
    private static String kind(String breach) {
        return breach.replaceFirst("^\\d+ ", "").replaceFirst(":.*", "");
    }
}
