package io.penstock.s3.writer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long something may take, beginning anew each time. Confined to the task's thread. */
final class Pace {

    private final Duration most;
    private final LongSupplier ticker;
    private long begun;
    private boolean givenUp;

    /** @param ticker nanoseconds */
    Pace(Duration most, LongSupplier ticker) {
        this.most = most;
        this.ticker = ticker;
        begin();
    }

    void begin() {
        begun = ticker.getAsLong();
        givenUp = false;
    }

    /** Never negative. */
    Duration left() {
        Duration left = most.minusNanos(ticker.getAsLong() - begun);
        return givenUp || left.isNegative() ? Duration.ZERO : left;
    }

    boolean isOver() {
        return left().isZero();
    }

    /** Nothing more is to be tried, whatever time is left. */
    void giveUp() {
        givenUp = true;
    }

    /** @throws OutOfTime when it is over */
    void check() {
        if (isOver()) {
            throw new OutOfTime();
        }
    }
}
