package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.error.S3Error;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong headway = new AtomicLong();
    private final Outage outage = new Outage(
            new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(64), new LongestPauses()),
            new RetryBudget(Optional.of(Duration.ofSeconds(10)), nanos::get),
            headway::get);

    /** Draws the bound itself. */
    private static final class LongestPauses implements RandomGenerator {

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("only pauses are drawn");
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    private long fail() {
        Duration pause = outage.failed(new TransientException(S3Error.STORE_UNAVAILABLE, "no answer"));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        return pause.toMillis();
    }

    @Test
    void givesUpOnAStoreThatIsSilent() {
        headway.incrementAndGet();
        fail();
        fail();
        assertThatThrownBy(this::fail)
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("3 attempts in 12 s (retry.timeout.ms)");
    }

    @Test
    void anyHeadwayEndsAnOutage() {
        for (int put = 0; put < 10; put++) {
            headway.incrementAndGet();
            assertThat(fail()).isEqualTo(1);
        }
    }

    @Test
    void aPutThatIsDoneEndsAnOutage() {
        for (int put = 0; put < 10; put++) {
            assertThat(fail()).isEqualTo(1);
            outage.over();
        }
    }

    @Test
    void pausesShrinkOnlyByAndByWhileSomethingIsGained() {
        // Given
        Outage patient = new Outage(
                new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(64), new LongestPauses()),
                new RetryBudget(Optional.empty(), nanos::get),
                headway::get);
        TransientException slowDown = new TransientException(S3Error.STORE_UNAVAILABLE, "SlowDown");
        List<Long> pauses = new ArrayList<>();
        for (int attempt = 0; attempt < 5; attempt++) {
            pauses.add(patient.failed(slowDown).toMillis());
        }
        // When
        headway.incrementAndGet();
        pauses.add(patient.failed(slowDown).toMillis());
        pauses.add(patient.failed(slowDown).toMillis());
        // Then
        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 8L, 16L);
    }
}
