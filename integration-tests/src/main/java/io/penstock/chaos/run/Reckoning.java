package io.penstock.chaos.run;

import io.penstock.chaos.check.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the checker found. It looks when all is committed and has been quiet: what comes later was committed before it was stored, and is a breach all the
 * same. Only an upload may still be aborted then, by a task that has just woken.
 *
 * @param hops as seen at the last look
 * @param late breaches of the first look that were none at the second
 * @param notes what is worth a look and no breach
 */
record Reckoning(List<Hop> hops, List<String> late, List<String> notes) {

    private static final String UPLOAD = "upload left over";

    Reckoning {
        hops = List.copyOf(hops);
        late = List.copyOf(late);
        notes = List.copyOf(notes);
    }

    /**
     * Looks twice, also where all is well at first: a request that was given up may still be obeyed.
     *
     * @param pause longer than a client waits for any answer
     */
    static Reckoning of(Supplier<List<Hop>> check, Duration pause) throws InterruptedException {
        List<Hop> first = check.get();
        Thread.sleep(pause.toMillis());
        List<Hop> second = check.get();
        Set<String> remaining = new HashSet<>();
        second.forEach(hop -> hop.breaches().forEach(breach -> remaining.add(hop.name() + kind(breach))));
        List<String> late = new ArrayList<>();
        List<String> notes = new ArrayList<>(remarks(second));
        first.forEach(hop -> hop.breaches().stream()
                .filter(breach -> !remaining.contains(hop.name() + kind(breach)))
                .forEach(breach -> (kind(breach).equals(UPLOAD) ? notes : late)
                        .add(hop.name() + " was late, and well " + pause.toSeconds() + " s after the first look: "
                                + breach)));
        return new Reckoning(second, late, notes);
    }

    List<String> breaches() {
        List<String> breaches = new ArrayList<>(late);
        hops.forEach(hop -> hop.breaches().forEach(breach -> breaches.add(hop.name() + ": " + breach)));
        return breaches;
    }

    private static List<String> remarks(List<Hop> hops) {
        return hops.stream()
                .flatMap(hop -> hop.notes().stream().map(note -> hop.name() + ": " + note))
                .toList();
    }

    /** {@code missing} of {@code 3 missing: a, b, c}. */
    private static String kind(String breach) {
        return breach.replaceFirst("^\\d+ ", "").replaceFirst(":.*", "");
    }
}
