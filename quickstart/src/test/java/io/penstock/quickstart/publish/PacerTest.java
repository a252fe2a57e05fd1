package io.penstock.quickstart.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void keepsTheRateOverASecond() {
        // Given
        Pacer pacer = new Pacer(300, 0);
        int sent = 0;

        // When
        for (long now = 0; now < SECOND; now += 100_000) {
            while (pacer.delay(now) <= 0) {
                pacer.sent(now);
                sent++;
            }
        }

        // Then
        assertThat(sent).isBetween(299, 301);
    }

    @Test
    void doesNotBurstAfterAPause() {
        // Given
        Pacer pacer = new Pacer(1000, 0);
        long resumed = 60 * SECOND;
        int sent = 0;

        // When
        while (pacer.delay(resumed) <= 0) {
            pacer.sent(resumed);
            sent++;
        }

        // Then: a tenth of a second's worth, and the one that was due
        assertThat(sent).isBetween(100, 102);
    }

    @Test
    void waitsForNothingWithoutARate() {
        // Given
        Pacer pacer = new Pacer(0, 0);

        // When
        pacer.sent(0);

        // Then
        assertThat(pacer.delay(0)).isZero();
    }
}
