package io.penstock.mqtt.intake;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Finds out whether the window is the limit: how many messages there may be between the broker and Kafka. Brokers do not say what theirs is, but it shows: as a number that is reached and never passed, and at which the flow stands for most of the
 * time. What is not limited so has a highest number too, but is seldom there.
 *
 * <p>No I/O, no threads; guarded by the intake's lock.
 */
final class WindowWatch {
    private static final Duration SPAN = Duration.ofSeconds(10);

    /** In a row, with the same number in each. */
    private static final int SPANS = 3;

    /** Of windows, in a span: what does not flow is limited by something else. */
    private static final int TURNS = 10;

    /** Of windows that are told: messages that come one by one, each after the last was committed, look as a window of one. */
    private static final int LEAST = 5;

    private final LongSupplier ticker;
    private boolean begun;
    private boolean told;
    private long begin;
    private int level;
    private int peak;
    private long reached;
    private long atPeakNanos;
    private long arrivals;
    private int formerPeak;
    private int alike;

    /** @param ticker nanoseconds, monotonic */
    WindowWatch(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** @param perSecond messages that came through it of late */
    record Limit(int window, long perSecond) {}

    /** Something else stood in the way, such as a full buffer or the end of a connection. */
    void disturbed() {
        begun = false;
        alike = 0;
    }

    /**
     * A message has come.
     *
     * @param unfinished messages that the broker counts as sent and not answered, with this one
     * @return once, if the window is found to be the limit
     */
    Optional<Limit> arrived(int unfinished, long now) {
        if (told) {
            return Optional.empty();
        }
        if (!begun) {
            beginSpan(now);
            peak = 0;
            begun = true;
        }
        Optional<Limit> found = now - begin >= SPAN.toNanos() ? endSpan(now) : Optional.empty();
        told = found.isPresent();
        arrivals++;
        if (unfinished > peak) {
            peak = unfinished;
            atPeakNanos = 0;
            reached = now;
        } else if (unfinished == peak && level < peak) {
            reached = now;
        }
        level = unfinished;
        return found;
    }

    /** Messages were answered. */
    void answered(int unfinished) {
        if (told || !begun || unfinished >= level) {
            return;
        }
        if (level == peak) {
            atPeakNanos += ticker.getAsLong() - reached;
        }
        level = unfinished;
    }

    private void beginSpan(long now) {
        begin = now;
        reached = now;
        atPeakNanos = 0;
        arrivals = 0;
    }

    private Optional<Limit> endSpan(long now) {
        long span = now - begin;
        if (level == peak) {
            atPeakNanos += now - reached;
        }
        boolean limited = peak >= LEAST && atPeakNanos > span / 2 && arrivals >= (long) TURNS * peak;
        alike = !limited ? 0 : peak == formerPeak ? alike + 1 : 1;
        formerPeak = peak;
        Optional<Limit> found =
                alike < SPANS ? Optional.empty() : Optional.of(new Limit(peak, arrivals * 1_000_000_000L / span));
        peak = level;
        beginSpan(now);
        return found;
    }
}
