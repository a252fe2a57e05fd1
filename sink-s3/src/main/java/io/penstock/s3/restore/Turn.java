package io.penstock.s3.restore;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long one poll may work: Connect asks a task to stop, or to pause, between polls only. Thread-confined. */
final class Turn {

    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final LongSupplier ticker;
    private final long end;

    /** @param ticker nanoseconds */
    Turn(LongSupplier ticker) {
        this.ticker = ticker;
        this.end = ticker.getAsLong() + LONGEST.toNanos();
    }

    boolean isOver() {
        return ticker.getAsLong() - end >= 0;
    }
}
