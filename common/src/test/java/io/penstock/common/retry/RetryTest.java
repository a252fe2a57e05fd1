package io.penstock.common.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {

    @Nested
    class TheBackoffPolicy {

        private final BackoffPolicy policy =
                new BackoffPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));

        @ParameterizedTest
        @CsvSource({
            "0, 100",
            "1, 200",
            "2, 400",
            "5, 3200",
            "6, 5000",
            "40, 5000",
            "62, 5000",
            "63, 5000",
            "64, 5000",
            "1000000, 5000"
        })
        void drawsEvenlyBelowABoundThatDoubles(int attempt, long bound) {
            // When
            LongSummaryStatistics drawn = LongStream.range(0, 2_000)
                    .map(i -> policy.delay(attempt).toMillis())
                    .summaryStatistics();

            // Then
            assertThat(drawn.getMin()).isBetween(1L, bound / 20);
            assertThat(drawn.getMax()).isBetween(bound - bound / 20, bound);
            assertThat(drawn.getAverage()).isBetween(bound * 0.45, bound * 0.55);
        }

        @Test
        void neverMeansAtOnce() {
            // Given
            BackoffPolicy shortest = new BackoffPolicy(Duration.ofNanos(1), Duration.ofNanos(1), new Random(1));

            // When
            Duration delay = shortest.delay(3);

            // Then
            assertThat(delay).isEqualTo(Duration.ofMillis(1));
        }

        @Test
        void refusesBoundsThatContradictEachOther() {
            // Given
            Random random = new Random(1);

            // When / Then
            assertThatThrownBy(() -> new BackoffPolicy(Duration.ZERO, Duration.ofSeconds(1), random))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new BackoffPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1), random))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PT2S");
        }
    }

    @Nested
    class TheRetryBudget {

        private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

        private RetryBudget budget(Duration limit) {
            return new RetryBudget(Optional.of(limit), nanos::get);
        }

        private void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }

        @Test
        void startsWithTheFirstFailureAndEndsAtTheLimitThoughTheTickerWrapsAround() {
            // Given
            RetryBudget budget = budget(Duration.ofSeconds(10));
            pass(Duration.ofSeconds(60));

            // When
            int first = budget.failed();
            pass(Duration.ofMillis(9_999));
            boolean before = budget.exhausted();
            int second = budget.failed();
            pass(Duration.ofMillis(1));
            boolean after = budget.exhausted();

            // Then
            assertThat(first).isZero();
            assertThat(second).isEqualTo(1);
            assertThat(before).isFalse();
            assertThat(after).isTrue();
            assertThat(budget.elapsed()).isEqualTo(Duration.ofSeconds(10));
        }

        @Test
        void beginsAnewAfterASuccess() {
            // Given
            RetryBudget budget = budget(Duration.ofSeconds(10));
            budget.failed();
            pass(Duration.ofSeconds(10));

            // When
            budget.reset();

            // Then
            assertThat(budget.exhausted()).isFalse();
            assertThat(budget.elapsed()).isZero();
            assertThat(budget.failed()).isZero();
        }

        @Test
        void isNeverExhaustedWithoutALimitOrAFailure() {
            // Given
            RetryBudget endless = new RetryBudget(Optional.empty(), nanos::get);
            RetryBudget none = budget(Duration.ZERO);

            // When
            endless.failed();
            pass(Duration.ofDays(365));

            // Then
            assertThat(endless.exhausted()).isFalse();
            assertThat(none.exhausted()).isFalse();
        }

        @Test
        void allowsNoRetryWhenTheLimitIsZero() {
            // Given
            RetryBudget budget = budget(Duration.ZERO);

            // When
            budget.failed();

            // Then
            assertThat(budget.exhausted()).isTrue();
        }
    }
}
