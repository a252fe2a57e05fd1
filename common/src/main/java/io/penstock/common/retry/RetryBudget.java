package io.penstock.common.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How long one outage may be waited out. Measured by a ticker, never by the wall clock. Confined to one thread. */
public final class RetryBudget {

    private final Optional<Duration> limit;
    private final LongSupplier nanoTicker;
    private boolean started;
    private long startedAt;
    private int attempts;

    /** @param limit the longest outage; empty for no bound */
    public RetryBudget(Optional<Duration> limit, LongSupplier nanoTicker) {
        this.limit = limit;
        this.nanoTicker = nanoTicker;
    }

    /**
     * Notes a failed attempt; the first one since {@link #reset()} starts the clock.
     *
     * @return failed attempts before this one
     */
    public int failed() {
        if (!started) {
            started = true;
            startedAt = nanoTicker.getAsLong();
        }
        return attempts++;
    }

    public boolean exhausted() {
        return started && limit.isPresent() && elapsed().compareTo(limit.get()) >= 0;
    }

    /** Since the first failed attempt; zero when there was none. */
    public Duration elapsed() {
        return started ? Duration.ofNanos(nanoTicker.getAsLong() - startedAt) : Duration.ZERO;
    }

    /** Call after a success. */
    public void reset() {
        started = false;
        attempts = 0;
    }
}
