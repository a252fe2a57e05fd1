package io.penstock.quickstart.publish;

import java.util.concurrent.TimeUnit;

/**
 * When the next message is due at a steady rate. A publisher that was held up catches up at most a tenth of a second, so that
 * a pause does not end in a burst.
 *
 * <p>Pure; thread-confined. Times are nanoseconds of any monotonic clock.
 */
final class Pacer {

    private static final long MOST_ARREARS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long interval;
    private long due;

    /** @param rate messages a second, or 0 for no limit */
    Pacer(long rate, long now) {
        this.interval = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / rate;
        this.due = now;
    }

    /** How long to wait for the next message, 0 or less if it is due. Asking again does not change it. */
    long delay(long now) {
        return interval == 0 ? 0 : due - now;
    }

    /** A message was sent. */
    void sent(long now) {
        due = Math.max(due + interval, now - MOST_ARREARS);
    }
}
