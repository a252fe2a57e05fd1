package io.penstock.jdbc.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.jdbc.error.JdbcError;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.RetriableException;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits out failures that pass, by giving the batch back to Connect: it pauses the partitions, keeps the consumer in its group
 * and delivers the batch again. Nothing sleeps here.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final SinkTaskContext context;
    private final BackoffPolicy backoff;
    private final RetryBudget budget;
    private final LongSupplier nanoTicker;
    private @Nullable TransientException last;
    private long nextAttempt;

    Outage(SinkTaskContext context, BackoffPolicy backoff, RetryBudget budget, LongSupplier nanoTicker) {
        this.context = context;
        this.backoff = backoff;
        this.budget = budget;
        this.nanoTicker = nanoTicker;
    }

    /** Whether it is too early for another attempt. */
    boolean isPausing() {
        return last != null && nanoTicker.getAsLong() - nextAttempt < 0;
    }

    /** @throws RetriableException while it is too early for another attempt */
    void awaitTurn() {
        if (isPausing()) {
            throw giveBack(Duration.ofNanos(nextAttempt - nanoTicker.getAsLong()));
        }
    }

    /**
     * Notes a failed attempt.
     *
     * @throws FatalException when {@code retry.timeout.ms} is over
     */
    Duration failed(TransientException failure) {
        int attempt = budget.failed();
        if (budget.exhausted()) {
            throw spent(failure);
        }
        Duration delay = backoff.delay(attempt);
        last = failure;
        nextAttempt = nanoTicker.getAsLong() + delay.toNanos();
        LOG.warn("Attempt {} failed, the next one in {} ms: {}", attempt + 1, delay.toMillis(), failure.getMessage());
        return delay;
    }

    private FatalException spent(TransientException failure) {
        return new FatalException(
                JdbcError.RETRIES_SPENT,
                "gave up after " + budget.elapsed().toMillis() + " ms (retry.timeout.ms): " + failure.getMessage()
                        + ". " + JdbcError.RETRIES_SPENT.remedy(),
                failure);
    }

    /** What {@code put} throws to get the same batch again after {@code delay}. */
    RetriableException giveBack(Duration delay) {
        context.timeout(Math.max(1, delay.toMillis()));
        String message = last == null ? "retrying" : String.valueOf(last.getMessage());
        return new RetriableException(message, last);
    }

    void over() {
        if (last != null) {
            LOG.info("Works again after {} ms", budget.elapsed().toMillis());
            last = null;
            budget.reset();
        }
    }
}
