package io.penstock.s3.credentials;

import io.penstock.s3.credentials.NoCredentialsException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Lets one thread at a time ask for credentials, which may take the answers of several roles. Meanwhile the others go on with what was
 * given last while it is good; without it they wait, no longer than for one answer, and have the same failure. Thread-safe.
 */
final class SingleFlight implements AwsCredentialsProvider {

    /** Before they expire; the SDK asks for new ones at the latest then. */
    private static final Duration LAST_MINUTE = Duration.ofMinutes(1);

    /** An answer that is waited for this long and brings nothing new is one that did not come: the SDK keeps to itself that it asked. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** After which those that are good still are asked for anew. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final AwsCredentialsProvider provider;
    private final Duration patience;
    private final Clock clock;
    private final LongSupplier ticker;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable AwsCredentials given;
    private @Nullable Pause pause;
    private @Nullable Failed failed;

    private record Pause(long until) {}

    private record Failed(long at, NoCredentialsException failure) {}

    /**
     * @param patience the longest wait for another thread
     * @param ticker nanoseconds
     */
    SingleFlight(AwsCredentialsProvider provider, Duration patience, Clock clock, LongSupplier ticker) {
        this.provider = provider;
        this.patience = patience;
        this.clock = clock;
        this.ticker = ticker;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        long begun = ticker.getAsLong();
        if (!asking.tryLock()) {
            AwsCredentials last = given;
            if (last != null && isGood(last)) {
                return last;
            }
            await();
        }
        try {
            return asked(begun);
        } finally {
            asking.unlock();
        }
    }

    private boolean isGood(AwsCredentials credentials) {
        Instant needed = clock.instant().plus(LAST_MINUTE);
        return credentials.expirationTime().map(needed::isBefore).orElse(true);
    }

    private void await() {
        boolean mine;
        try {
            mine = asking.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoCredentialsException(Kind.PASSING, "the wait for them was interrupted", e);
        }
        if (!mine) {
            throw new NoCredentialsException(
                    Kind.PASSING,
                    "another request has been asking for them for more than " + patience.toMillis() + " ms",
                    null);
        }
    }

    /** @param begun when this thread came: a failure since then is its own too */
    private AwsCredentials asked(long begun) {
        Failed others = failed;
        if (others != null && others.at() - begun > 0) {
            throw others.failure();
        }
        AwsCredentials last = given;
        Pause pausing = pause;
        long now = ticker.getAsLong();
        if (last != null && isGood(last) && pausing != null && pausing.until() - now > 0) {
            return last;
        }
        try {
            AwsCredentials fresh = provider.resolveCredentials();
            long done = ticker.getAsLong();
            boolean inVain = done - now > SLOW.toNanos() && fresh.equals(last);
            pause = inVain ? new Pause(done + PAUSE.toNanos()) : null;
            given = fresh;
            return fresh;
        } catch (NoCredentialsException e) {
            failed = new Failed(ticker.getAsLong(), e);
            throw e;
        }
    }
}
