package io.penstock.s3.writer;

import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.error.GivenUp;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides on each failed attempt: how long to wait, or that the outage has lasted too long. An outage ends with any step that is done: a put of
 * many requests, of which one in a hundred fails, may never succeed as a whole and yet goes on. But then it may go on at the store's limit: the pauses
 * are only halved, until a put succeeds. Confined to the task's thread.
 */
public final class Outage {

    private final BackoffPolicy backoff;
    private final RetryBudget budget;
    private final LongSupplier headway;
    private long headwayAtLastFailure;
    private int doublings;

    /** @param headway how many steps are done so far that need not be done again */
    public Outage(BackoffPolicy backoff, RetryBudget budget, LongSupplier headway) {
        this.backoff = backoff;
        this.budget = budget;
        this.headway = headway;
    }

    /**
     * @return the pause before the next attempt
     * @throws io.penstock.common.error.FatalException when {@code retry.timeout.ms} is used up
     */
    public Duration failed(TransientException failure) {
        long steps = headway.getAsLong();
        if (steps != headwayAtLastFailure) {
            budget.reset();
        }
        headwayAtLastFailure = steps;
        int before = budget.failed();
        if (budget.exhausted()) {
            throw GivenUp.after(before + 1, budget.elapsed(), failure);
        }
        doublings = before == 0 ? Math.max(0, doublings - 1) : doublings + 1;
        return backoff.delay(doublings);
    }

    /** A put was done as a whole. */
    public void over() {
        budget.reset();
        doublings = 0;
    }
}
