package io.penstock.chaos.fault;

import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Holds on some links, armed until something is caught. What is held goes on when this is closed, at the latest. Thread-confined; others may heal the links
 * meanwhile.
 */
final class Ambush implements AutoCloseable {

    private static final int LOOK_MILLIS = 5;

    /** @param healed how often the link had been healed when this was set: later, it holds nothing any more */
    record Trap(String link, Hold hold, int healed) {}

    private final Optional<Sight> sight;
    private final Links links;
    private final List<Trap> traps = new ArrayList<>();

    private Ambush(Optional<Sight> sight, Links links) {
        this.sight = sight;
        this.links = links;
    }

    /** Waits for nothing. */
    static Ambush none(Links links) {
        return new Ambush(Optional.empty(), links);
    }

    static Ambush lay(Sight sight, List<String> names, Links links) {
        Ambush ambush = new Ambush(Optional.of(sight), links);
        names.forEach(ambush::lay);
        return ambush;
    }

    private void lay(String link) {
        int healed = links.healed(link);
        TcpProxy proxy = links.get(link);
        Sight seen = sight.orElseThrow();
        for (String pattern : seen.patterns()) {
            Hold hold = switch (seen.side()) {
                case REQUEST -> proxy.holdRequestsContaining(pattern);
                case ANSWER -> proxy.holdResponsesAfterRequestContaining(pattern);
            };
            traps.add(new Trap(link, hold, healed));
        }
    }

    /** The trap that holds something, or nothing when the time is over; at once if there is no trap. */
    Optional<Trap> await(Duration timeout) throws InterruptedException {
        if (traps.isEmpty()) {
            return Optional.empty();
        }
        long begun = System.nanoTime();
        while (true) {
            layAgainWhereHealed();
            Optional<Trap> caught =
                    traps.stream().filter(trap -> trap.hold().count() > 0).findFirst();
            if (caught.isPresent() || System.nanoTime() - begun >= timeout.toNanos()) {
                return caught;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Whether nobody has released it. */
    boolean isHeld(Trap trap) {
        return links.healed(trap.link()) == trap.healed();
    }

    /** What is held never arrives. */
    void lose() {
        traps.forEach(trap -> trap.hold().cut());
    }

    private void layAgainWhereHealed() {
        List<String> healed = traps.stream()
                .filter(trap -> !isHeld(trap))
                .map(Trap::link)
                .distinct()
                .toList();
        for (Trap trap : List.copyOf(traps)) {
            if (healed.contains(trap.link())) {
                // One that was laid while its link was being healed may have missed the release.
                trap.hold().release();
                traps.remove(trap);
            }
        }
        healed.forEach(this::lay);
    }

    /** What is held goes on, and nothing more is held. */
    void letGo() {
        traps.forEach(trap -> trap.hold().release());
    }

    @Override
    public void close() {
        letGo();
    }
}
