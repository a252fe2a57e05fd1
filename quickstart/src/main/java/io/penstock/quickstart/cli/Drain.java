package io.penstock.quickstart.cli;

import io.penstock.quickstart.live.Sample;
import java.time.Duration;

/**
 * Whether waiting for the sinks is over: when all has arrived, or nothing has moved for a while, or it has taken too long altogether.
 *
 * <p>Pure; thread-confined. Times are nanoseconds of any monotonic clock.
 */
final class Drain {

    static final Duration PATIENCE = Duration.ofSeconds(45);
    static final Duration LIMIT = Duration.ofMinutes(15);

    private final long began;
    private long moved;
    private long arrived = -1;

    Drain(long now) {
        this.began = now;
        this.moved = now;
    }

    boolean over(Sample sample, long now) {
        if (sample.arrived() != arrived) {
            arrived = sample.arrived();
            moved = now;
        }
        return sample.caughtUp() || now - moved >= PATIENCE.toNanos() || now - began >= LIMIT.toNanos();
    }
}
