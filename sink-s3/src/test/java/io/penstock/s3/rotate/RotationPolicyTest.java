package io.penstock.s3.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RotationPolicyTest {

    private final RotationPolicy policy =
            new RotationPolicy(10, 1000, Duration.ofSeconds(5), Optional.of(Duration.ofMinutes(1)));

    @Test
    void endsAFileByWhateverLimitComesFirst() {
        assertThat(policy.full(9, 999)).isFalse();
        assertThat(policy.full(10, 1)).isTrue();
        assertThat(policy.full(1, 1000)).isTrue();
        assertThat(policy.overdue(Duration.ofMillis(4_999))).isFalse();
        assertThat(policy.overdue(Duration.ofSeconds(5))).isTrue();
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
        RotationPolicy plain = new RotationPolicy(10, 1000, Duration.ofSeconds(5), Optional.empty());
        assertThat(plain.beyond(0L, Long.MAX_VALUE)).isFalse();
    }
}
