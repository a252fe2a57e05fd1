package io.penstock.s3.restore;

import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.store.ArchiveStore.Page;
import io.penstock.s3.store.ArchiveStore.Range;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks again for a few seconds what the store did not answer, so that a file need not be read from its beginning for one request that
 * failed. Not for longer: Connect stops a task on the thread that polls, and only after the poll. Thread-safe.
 */
final class PatientStore {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_ATTEMPTS = 5;

    private final ArchiveStore store;
    private final BackoffPolicy backoff;
    private final LongSupplier ticker;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param ticker nanoseconds */
    PatientStore(ArchiveStore store, BackoffPolicy backoff, LongSupplier ticker) {
        this.store = store;
        this.backoff = backoff;
        this.ticker = ticker;
    }

    Page page(String prefix, @Nullable String token) {
        return asked(() -> store.page(prefix, token));
    }

    Optional<Range> read(String key, String etag, long from, int length) {
        return asked(() -> store.read(key, etag, from, length));
    }

    private <T> T asked(Supplier<T> request) {
        long begun = ticker.getAsLong();
        for (int attempt = 1; ; attempt++) {
            try {
                return request.get();
            } catch (TransientException e) {
                Duration pause = backoff.delay(attempt - 1);
                long end = ticker.getAsLong() + pause.toNanos();
                if (attempt == MOST_ATTEMPTS || end - begun > PATIENCE.toNanos() || await(pause)) {
                    throw e;
                }
            }
        }
    }

    /** @return whether the task stops */
    boolean await(Duration pause) {
        try {
            return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends all waits. */
    void stop() {
        stopped.countDown();
    }
}
