package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long TIMEOUT = 100;

    private final AtomicLong now = new AtomicLong();
    private final Liveness liveness = new Liveness(now::get);

    @Test
    void isDeadWhenAPingIsUnansweredWhileTheReaderWaits() {
        // Given
        liveness.readBegins();
        liveness.pinged();

        // When
        now.set(TIMEOUT + 1);

        // Then
        assertThat(liveness.dead(TIMEOUT)).isTrue();
    }

    @Test
    void livesWhileAnythingComes() {
        // Given
        liveness.readBegins();
        liveness.pinged();
        now.set(90);

        // When
        liveness.bytesCame();
        liveness.readBegins();
        now.set(1_000);

        // Then
        assertThat(liveness.dead(TIMEOUT)).isFalse();
    }

    @Test
    void isNotJudgedWhileTheReaderIsHeldUpAndGetsTheWholeTimeoutAfterwards() {
        // Given
        liveness.readBegins();
        liveness.bytesCame();
        liveness.pinged();

        // When
        now.set(10_000); // the buffer was full all the time

        // Then
        assertThat(liveness.dead(TIMEOUT)).isFalse();
        liveness.readBegins();
        now.set(10_000 + TIMEOUT);
        assertThat(liveness.dead(TIMEOUT)).isFalse();
        now.set(10_001 + TIMEOUT);
        assertThat(liveness.dead(TIMEOUT)).isTrue();
    }

    @Test
    void keepsTheTimeOfTheFirstUnansweredPing() {
        // Given
        liveness.readBegins();
        liveness.pinged();
        now.set(80);

        // When
        liveness.pinged();
        now.set(TIMEOUT + 1);

        // Then
        assertThat(liveness.dead(TIMEOUT)).isTrue();
    }
}
