package io.penstock.s3.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.chain.ChainReply.StoredElement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SweepTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @Test
    void keepsUpWithAnOwnerThatRunsForMonths() {
        // Given an element every five minutes
        Sweep sweep = new Sweep(WEEK, List.of());
        long lowest = 1;
        Instant now = START;

        // When / Then
        for (long sequence = 1; sequence <= 30_000; sequence++) {
            now = START.plus(Duration.ofMinutes(5 * sequence));
            sweep.appended(sequence, now);
            for (OptionalLong old = sweep.next(now); old.isPresent(); old = sweep.next(now)) {
                assertThat(old.getAsLong()).isEqualTo(lowest);
                assertThat(Duration.between(START.plus(Duration.ofMinutes(5 * lowest)), now))
                        .isGreaterThan(WEEK);
                sweep.swept();
                lowest++;
            }
        }
        long kept = 30_000 - lowest;
        assertThat(kept).isBetween(7L * 24 * 12, 7L * 24 * 12 + 100);
    }

    @Test
    void takesWhatWasListedButNeverTheNewest() {
        // Given
        Sweep sweep = new Sweep(WEEK, List.of(new StoredElement(5, START), new StoredElement(6, START)));
        Instant late = START.plus(WEEK).plusSeconds(1);
        assertThat(sweep.next(START.plus(WEEK))).isEmpty();
        assertThat(sweep.next(late)).hasValue(5);
        assertThat(sweep.next(late)).hasValue(5);

        // When
        sweep.swept();

        // Then
        assertThat(sweep.next(late)).isEmpty();
    }
}
