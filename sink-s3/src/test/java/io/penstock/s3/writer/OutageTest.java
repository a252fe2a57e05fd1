package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.common.retry.RetryBudget;
import io.penstock.s3.error.S3Error;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final Outage outage = new Outage(
            new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1)),
            new RetryBudget(Optional.of(Duration.ofSeconds(10)), nanos::get),
            answered::get);

    private void fail() {
        outage.failed(new TransientException(S3Error.STORE_UNAVAILABLE, "no answer"));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
    }

    @Test
    void givesUpOnAStoreThatIsSilent() {
        answered.incrementAndGet();
        fail();
        fail();
        assertThatThrownBy(this::fail)
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("3 attempts in 12 s (retry.timeout.ms)");
    }

    @Test
    void countsEachSilenceForItself() {
        for (int put = 0; put < 10; put++) {
            answered.addAndGet(99);
            fail();
        }
        assertThat(answered).hasValue(990);
    }
}
