package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.error.S3Error;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides on each failed attempt: how long to wait, or that the outage has lasted too long. An outage ends with any answer: a put of
 * many requests, of which one in a hundred fails, may never succeed as a whole and yet goes on. Confined to the task's thread.
 */
public final class Outage {

    private final BackoffPolicy backoff;
    private final RetryBudget budget;
    private final LongSupplier answered;
    private long answeredAtLastFailure;

    /** @param answered how many requests the store has answered well so far */
    public Outage(BackoffPolicy backoff, RetryBudget budget, LongSupplier answered) {
        this.backoff = backoff;
        this.budget = budget;
        this.answered = answered;
    }

    /**
     * @return the pause before the next attempt
     * @throws FatalException when {@code retry.timeout.ms} is used up
     */
    public Duration failed(TransientException failure) {
        long answers = answered.getAsLong();
        if (answers != answeredAtLastFailure) {
            budget.reset();
        }
        answeredAtLastFailure = answers;
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
}
