package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.error.S3Error;
import java.time.Duration;

/** Decides on each failed attempt: how long to wait, or that the outage has lasted too long. Confined to the task's thread. */
public final class Outage {

    private final BackoffPolicy backoff;
    private final RetryBudget budget;

    public Outage(BackoffPolicy backoff, RetryBudget budget) {
        this.backoff = backoff;
        this.budget = budget;
    }

    /**
     * @return the pause before the next attempt
     * @throws FatalException when {@code retry.timeout.ms} is used up
     */
    public Duration failed(TransientException failure) {
        int before = budget.failed();
        if (budget.exhausted()) {
            throw new FatalException(
                    S3Error.STORE_UNAVAILABLE,
                    "gave up after " + (before + 1) + " attempts in "
                            + budget.elapsed().toSeconds() + " s (retry.timeout.ms): " + failure.getMessage() + ". "
                            + S3Error.STORE_UNAVAILABLE.remedy(),
                    failure);
        }
        return backoff.delay(before);
    }

    public void over() {
        budget.reset();
    }
}
