package io.penstock.s3.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.s3.credentials.NoCredentialsException.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class SingleFlightTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile boolean answers = true;
    private volatile Duration life = Duration.ofSeconds(110);

    private SingleFlight flight(Duration patience, LongSupplier ticker) {
        return new SingleFlight(this::give, patience, Clock.systemUTC(), ticker);
    }

    /** Those without an answer wait until they are released, and get none. */
    private AwsCredentials give() {
        int number = asked.incrementAndGet();
        if (answers) {
            return AwsSessionCredentials.builder()
                    .accessKeyId("key-" + number)
                    .secretAccessKey("s")
                    .sessionToken("t")
                    .expirationTime(Instant.now().plus(life))
                    .build();
        }
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new NoCredentialsException(Kind.PASSING, "no answer", null);
    }

    private static Thread running(FutureTask<AwsCredentials> task) {
        Thread thread = new Thread(task, "asks");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void othersGoOnWithTheOldOnesWhileOneThreadAsks() throws Exception {
        // Given
        SingleFlight flight = flight(LONG, System::nanoTime);
        flight.resolveCredentials();
        answers = false;
        FutureTask<AwsCredentials> asks = new FutureTask<>(flight::resolveCredentials);
        running(asks);
        await().until(() -> asked.get() == 2);

        // When
        AwsCredentials given = flight.resolveCredentials();

        // Then
        assertThat(given.accessKeyId()).isEqualTo("key-1");
        assertThat(asks.isDone()).isFalse();
        held.countDown();
    }

    @Test
    void whoWaitsHasTheFailureOfWhoAsks() {
        // Given
        SingleFlight flight = flight(LONG, System::nanoTime);
        answers = false;
        FutureTask<AwsCredentials> asks = new FutureTask<>(flight::resolveCredentials);
        running(asks);
        await().until(() -> asked.get() == 1);
        FutureTask<AwsCredentials> waits = new FutureTask<>(flight::resolveCredentials);
        Thread waiting = running(waits);
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        // When
        held.countDown();

        // Then
        assertThatThrownBy(asks::get).hasRootCauseMessage("no answer");
        assertThatThrownBy(waits::get).hasRootCauseMessage("no answer");
        assertThat(asked).hasValue(1);
    }

    @Test
    void nobodyWaitsForAnotherLongerThanForOneAnswer() {
        SingleFlight flight = flight(Duration.ofMillis(50), System::nanoTime);
        answers = false;
        running(new FutureTask<>(flight::resolveCredentials));
        await().until(() -> asked.get() == 1);
        assertThatThrownBy(flight::resolveCredentials)
                .isInstanceOf(NoCredentialsException.class)
                .hasMessageContaining("more than 50 ms");
        held.countDown();
    }

    @Test
    void thoseInTheirLastMinuteAreNotGoodEnough() {
        SingleFlight flight = flight(Duration.ofMillis(50), System::nanoTime);
        life = Duration.ofSeconds(50);
        flight.resolveCredentials();
        answers = false;
        running(new FutureTask<>(flight::resolveCredentials));
        await().until(() -> asked.get() == 2);
        assertThatThrownBy(flight::resolveCredentials).isInstanceOf(NoCredentialsException.class);
        held.countDown();
    }

    @Test
    void asksNotAtOnceAgainAfterALongWaitThatBroughtNothing() {
        // Given a provider that keeps what it has when nobody answers, as the SDK's do
        AtomicLong nanos = new AtomicLong();
        AwsCredentials old = give();
        SingleFlight flight = new SingleFlight(
                () -> {
                    asked.incrementAndGet();
                    nanos.addAndGet(2_000_000_000L);
                    return old;
                },
                LONG,
                Clock.systemUTC(),
                nanos::get);
        flight.resolveCredentials();
        flight.resolveCredentials();
        int before = asked.get();

        // When / Then
        nanos.addAndGet(9_000_000_000L);
        assertThat(flight.resolveCredentials()).isSameAs(old);
        assertThat(asked).hasValue(before);
        nanos.addAndGet(1_000_000_000L);
        flight.resolveCredentials();
        assertThat(asked).hasValue(before + 1);
    }
}
