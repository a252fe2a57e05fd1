package io.penstock.s3.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationPolicyTest {

    private final RotationPolicy policy =
            new RotationPolicy(10, 1000, Duration.ofSeconds(5), Optional.of(Duration.ofMinutes(1)), Optional.empty());

    @Test
    void endsAFileByWhateverLimitComesFirst() {
        assertThat(policy.full(9, 999)).isFalse();
        assertThat(policy.full(10, 1)).isTrue();
        assertThat(policy.full(1, 1000)).isTrue();
        Instant now = Instant.EPOCH;
        assertThat(policy.left(Duration.ofMillis(4_999), Optional.empty(), now)).isEqualTo(Duration.ofMillis(1));
        assertThat(policy.left(Duration.ofSeconds(6), Optional.empty(), now)).isZero();
        assertThat(policy.left(Duration.ZERO, Optional.of(now.plusSeconds(2)), now))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.left(Duration.ZERO, Optional.of(now.plusSeconds(9)), now))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(policy.left(Duration.ZERO, Optional.of(now.minusSeconds(2)), now))
                .isZero();
    }

    @Test
    void endsAFileByRecordTimeAndKeepsLateRecordsInIt() {
        assertThat(policy.beyond(100_000L, 159_999L)).isFalse();
        assertThat(policy.beyond(100_000L, 160_000L)).isTrue();
        assertThat(policy.beyond(100_000L, 1L)).isFalse();
        assertThat(policy.beyond(null, 160_000L)).isFalse();
        assertThat(policy.beyond(100_000L, null)).isFalse();
    }

    @Test
    void ignoresRecordTimeWhenNotAskedTo() {
        RotationPolicy plain = new RotationPolicy(10, 1000, Duration.ofSeconds(5), Optional.empty(), Optional.empty());
        assertThat(plain.beyond(0L, Long.MAX_VALUE)).isFalse();
    }
}
