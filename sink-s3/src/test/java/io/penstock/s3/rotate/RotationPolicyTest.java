package io.penstock.s3.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationPolicyTest {

    private final RotationPolicy policy =
            new RotationPolicy(10, 1000, Duration.ofSeconds(5), Optional.empty(), Optional.empty());

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
}
