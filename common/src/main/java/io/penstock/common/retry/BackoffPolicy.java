package io.penstock.common.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: each pause is drawn evenly between zero and a bound that doubles, so that tasks that
 * failed together do not come back together.
 *
 * @param initial the bound of the first pause; positive
 * @param max the bound that no pause exceeds; at least {@code initial}
 * @param random the source of jitter; used only by the thread that asks
 */
public record BackoffPolicy(Duration initial, Duration max, RandomGenerator random) {

    public BackoffPolicy {
        if (initial.isNegative() || initial.isZero() || max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("back-off needs 0 < initial <= max, not " + initial + " and " + max);
        }
    }

    /**
     * @param attempt 0 before the second try, 1 before the third, and so on
     * @return the pause, at least 1 ms, so that a zero never means "at once, for ever"
     */
    public Duration delay(int attempt) {
        long bound = max.toMillis();
        long first = Math.max(1, initial.toMillis());
        if (attempt < Long.numberOfLeadingZeros(first) - 1) {
            bound = Math.min(bound, first << attempt);
        }
        return Duration.ofMillis(random.nextLong(Math.max(1, bound)) + 1);
    }
}
