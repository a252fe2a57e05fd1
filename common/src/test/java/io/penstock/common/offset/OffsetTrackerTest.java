package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffsetTrackerTest {

    @Test
    void givesOutNumbersFromZero() {
        // Given
        OffsetTracker tracker = new OffsetTracker();

        // When
        List<Long> numbers = List.of(tracker.add(), tracker.add(), tracker.add());

        // Then
        assertThat(numbers).containsExactly(0L, 1L, 2L);
        assertThat(tracker.contiguous()).isZero();
        assertThat(tracker.outstanding()).isEqualTo(3);
    }

    @Test
    void advancesOnlyOverAContiguousPrefix() {
        // Given
        OffsetTracker tracker = new OffsetTracker();
        tracker.add();
        tracker.add();
        tracker.add();

        // When
        tracker.done(2);
        long withHole = tracker.contiguous();
        tracker.done(0);
        tracker.done(0);
        long withOne = tracker.contiguous();
        tracker.done(1);

        // Then
        assertThat(withHole).isZero();
        assertThat(withOne).isEqualTo(1);
        assertThat(tracker.contiguous()).isEqualTo(3);
        assertThat(tracker.outstanding()).isZero();
    }

    @Test
    void refusesNumbersThatWereNeverGivenOut() {
        // Given
        OffsetTracker tracker = new OffsetTracker();
        tracker.add();

        // When / Then
        assertThatThrownBy(() -> tracker.done(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("number 1");
        assertThatThrownBy(() -> tracker.done(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void behavesAsANaiveSetDoesThroughRandomOrders() {
        for (int seed = 0; seed < 20; seed++) {
            // Given
            Random random = new Random(seed);
            int window = 1 + random.nextInt(seed % 2 == 0 ? 20 : 6_000);
            OffsetTracker tracker = new OffsetTracker();
            List<Long> open = new ArrayList<>();
            Set<Long> unfinished = new HashSet<>();
            long given = 0;
            long contiguous = 0;

            for (int step = 0; step < 12_000; step++) {
                // When
                if (open.size() < window && random.nextInt(5) < 3) {
                    long number = tracker.add();
                    open.add(number);
                    unfinished.add(number);
                    given++;
                } else if (!open.isEmpty()) {
                    int at = random.nextInt(open.size());
                    long number = open.set(at, open.get(open.size() - 1));
                    open.remove(open.size() - 1);
                    unfinished.remove(number);
                    tracker.done(number);
                }

                // Then
                while (contiguous < given && !unfinished.contains(contiguous)) {
                    contiguous++;
                }
                assertThat(tracker.contiguous())
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(contiguous);
                assertThat(tracker.outstanding()).isEqualTo(given - contiguous);
            }
        }
    }

    @Test
    void staysFastWhenAMillionAreDoneBehindOneThatHangs() {
        // Given
        OffsetTracker tracker = new OffsetTracker();
        for (int i = 0; i < 1_000_000; i++) {
            tracker.add();
        }

        // When: a scan from the first bit for each would take minutes
        for (int i = 1; i < 1_000_000; i++) {
            tracker.done(i);
        }
        tracker.done(0);

        // Then
        assertThat(tracker.contiguous()).isEqualTo(1_000_000);
    }
}
