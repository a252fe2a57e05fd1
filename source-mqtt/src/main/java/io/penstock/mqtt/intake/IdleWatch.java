package io.penstock.mqtt.intake;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Tells how long a connection has brought no message that it might have brought. Reader thread. */
final class IdleWatch {
    private final Duration longest;
    private final LongSupplier ticker;
    private long since;

    /** @param longest zero for ever */
    IdleWatch(Duration longest, LongSupplier ticker) {
        this.longest = longest;
        this.ticker = ticker;
    }

    /** A message has come, or now one may. */
    void begins() {
        since = ticker.getAsLong();
    }

    /** @param owing whether the broker waits for an acknowledgement, and may hold messages back for that reason */
    boolean isOver(BooleanSupplier owing) {
        if (longest.isZero() || ticker.getAsLong() - since < longest.toNanos()) {
            return false;
        }
        if (owing.getAsBoolean()) {
            begins();
            return false;
        }
        return true;
    }

    Duration longest() {
        return longest;
    }
}
