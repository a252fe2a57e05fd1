package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.common.retry.BackoffPolicy;
import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.MqttVersion;
import io.penstock.mqtt.client.RetainHandling;
import io.penstock.mqtt.client.ScriptedBroker;
import io.penstock.mqtt.client.StoreType;
import io.penstock.mqtt.client.TlsTrust;
import io.penstock.mqtt.client.Transport;
import io.penstock.mqtt.session.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a session that the broker says it has, and that sends nothing of what is remembered, is taken for a blank one. Time is the test's. */
@Timeout(20)
class EvidenceTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    private final LongAdder lost = new LongAdder();
    private final IntakeMetrics metrics = new IntakeMetrics(
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            new LongAdder(),
            lost,
            new LongAdder(),
            new LongAdder());
    private final Intake intake = Intake.exactlyOnce(
            Snapshot.of(Map.of(7, 1L)),
            new IntakeLimits(10, Long.MAX_VALUE, 10, QosZeroOverflow.BLOCK, false),
            metrics,
            System::nanoTime);
    private final AtomicLong leap = new AtomicLong();

    /** Looks at the clock, by the reader, while it waits for evidence. */
    private final AtomicInteger looks = new AtomicInteger();

    private volatile Runnable atTheThirdLook = () -> {};

    @Test
    void isTenSecondsAfterConnackHoweverShortTheTimeoutIs() throws Exception {
        // Given
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    peer.linger();
                });
                Subscriber subscriber = subscriber(broker)) {
            // When
            subscriber.start();
            await().atMost(LONG).until(intake::doubtful);
            pass(Duration.ofSeconds(5));

            // Then
            assertThat(intake.doubtful()).isTrue();
            pass(Duration.ofSeconds(6));
            assertThat(intake.doubtful()).isFalse();
            assertThat(lost.sum()).isEqualTo(1);
        }
    }

    @Test
    void isNotBeforeWhatCameWhileTheProcessWasFrozenIsRead() throws Exception {
        // Given
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedBroker broker = new ScriptedBroker((peer, n) -> {
                    peer.accept(true);
                    frozen.await();
                    peer.publishTwo("t", "m", 8, true);
                    sent.countDown();
                    peer.linger();
                });
                Subscriber subscriber = subscriber(broker)) {
            atTheThirdLook = () -> {
                frozen.countDown();
                awaitQuietly(sent);
                leap.set(Duration.ofMinutes(1).toNanos());
            };

            // When
            subscriber.start();
            await().atMost(LONG).until(() -> intake.heldRecords() == 1);

            // Then
            assertThat(lost.sum()).isZero();
        }
    }

    private Subscriber subscriber(ScriptedBroker broker) throws Exception {
        ConnectOptions options = new ConnectOptions(
                MqttVersion.V5,
                false,
                "evidence",
                Optional.empty(),
                Optional.empty(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                10,
                1_000,
                Optional.empty(),
                Duration.ofMillis(100));
        return new Subscriber(
                List.of(broker.endpoint()),
                Transport.of(
                        new TlsTrust(Optional.empty(), StoreType.PKCS12, Optional.empty(), true),
                        Optional.empty(),
                        List.of()),
                options,
                new Subscription(List.of(), List.of(), RetainHandling.NEW_SUBSCRIPTION, true),
                true,
                new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(10), new Random(1)),
                Duration.ZERO,
                Duration.ZERO,
                SessionLost.WARN,
                intake,
                metrics,
                this::nanos);
    }

    private long nanos() {
        if (Thread.currentThread().getName().startsWith("penstock-mqtt-reader")
                && intake.doubtful()
                && looks.incrementAndGet() == 3) {
            atTheThirdLook.run();
        }
        return System.nanoTime() + leap.get();
    }

    /** Returns when the reader has looked at the clock again and at what came, more than once. */
    private void pass(Duration time) {
        leap.addAndGet(time.toNanos());
        int before = looks.get();
        await().atMost(LONG).until(() -> !intake.doubtful() || looks.get() > before + 3);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
