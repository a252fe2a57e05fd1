package io.penstock.quickstart.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.quickstart.live.Delay;
import io.penstock.quickstart.live.Sample;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void isOverWhenAllHasArrived() {
        // Given
        Drain drain = new Drain(0);

        // When Then
        assertThat(drain.over(sample(9), SECOND)).isFalse();
        assertThat(drain.over(sample(10), 2 * SECOND)).isTrue();
    }

    @Test
    void waitsAsLongAsSomethingMoves() {
        // Given
        Drain drain = new Drain(0);
        long patience = Drain.PATIENCE.toNanos();

        // When Then
        assertThat(drain.over(sample(1), patience - SECOND)).isFalse();
        assertThat(drain.over(sample(2), 2 * patience - 2 * SECOND)).isFalse();
        assertThat(drain.over(sample(2), 3 * patience - 3 * SECOND)).isFalse();
        assertThat(drain.over(sample(2), 3 * patience)).isTrue();
    }

    @Test
    void doesNotWaitForEver() {
        // Given
        Drain drain = new Drain(0);

        // When
        boolean over = false;
        long now = 0;
        for (int rows = 0; !over && rows < 1_000_000; rows++) {
            now += SECOND;
            over = drain.over(new Sample(10_000_000, 0, rows, 0, 0, 0, new Delay(0, 0, 0)), now);
        }

        // Then
        assertThat(now).isEqualTo(Drain.LIMIT.toNanos());
    }

    private static Sample sample(long rows) {
        return new Sample(10, 10, rows, 1, 10, 0, new Delay(0, 0, 0));
    }
}
