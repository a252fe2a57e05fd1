package io.penstock.chaos.fault;

import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Writes down what was done and when, and says it in a line each. Thread-safe. */
final class Chronicle {

    private final Consumer<String> log;
    private final List<Strike> strikes = new ArrayList<>();
    private final List<Skip> skips = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private long begun = System.nanoTime();

    Chronicle(Consumer<String> log) {
        this.log = log;
    }

    synchronized void begin() {
        begun = System.nanoTime();
    }

    synchronized long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /**
     * @param atMillis when it began: some take long
     * @param caughtOn the link on which the moment was seen
     */
    synchronized Strike struck(FaultEvent event, long atMillis, Optional<String> caughtOn) {
        Strike strike = new Strike(event, atMillis, 0, caughtOn.isPresent());
        strikes.add(strike);
        say(strike.struckMillis(), event.kind() + " " + event.target() + moment(event, caughtOn));
        return strike;
    }

    private static String moment(FaultEvent event, Optional<String> caughtOn) {
        if (event.moment() == Moment.ANY) {
            return "";
        }
        return caughtOn.map(link -> " in the middle of " + event.moment() + " (" + link + ")")
                .orElse(", as no " + event.moment() + " came by");
    }

    synchronized void undone(Strike strike) {
        long now = nowMillis();
        FaultEvent event = strike.event();
        strikes.remove(strike);
        strikes.add(new Strike(event, strike.struckMillis(), now, strike.midFlight()));
        if (event.durationMillis() > 0) {
            say(
                    now,
                    String.format(
                            Locale.ROOT,
                            "%s %s of %.1f s is undone",
                            event.kind(),
                            event.target(),
                            strike.struckMillis() / 1000.0));
        }
    }

    synchronized void skipped(FaultEvent event, String reason) {
        skips.add(new Skip(event, reason));
        say(nowMillis(), event.kind() + " " + event.target() + " skipped: " + reason);
    }

    /** What is worth a line and nothing more. */
    synchronized void remark(String what) {
        say(nowMillis(), what);
    }

    synchronized void trouble(String what) {
        troubles.add(what);
        say(nowMillis(), what);
    }

    synchronized List<Strike> strikes() {
        return strikes.stream()
                .sorted(Comparator.comparingLong(Strike::struckMillis))
                .toList();
    }

    synchronized List<Skip> skips() {
        return List.copyOf(skips);
    }

    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    synchronized FaultCounts counts() {
        Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);
        Map<Moment, Integer> midFlight = new EnumMap<>(Moment.class);
        Map<FaultKind, Integer> skipped = new EnumMap<>(FaultKind.class);
        for (Strike strike : strikes) {
            struck.merge(strike.event().kind(), 1, Integer::sum);
            if (strike.midFlight()) {
                midFlight.merge(strike.event().moment(), 1, Integer::sum);
            }
        }
        skips.forEach(skip -> skipped.merge(skip.event().kind(), 1, Integer::sum));
        return new FaultCounts(struck, midFlight, skipped);
    }

    private void say(long millis, String what) {
        log.accept(String.format(Locale.ROOT, "%.1f s  %s", millis / 1000.0, what));
    }
}
