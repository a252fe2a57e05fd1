package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ShortConnectionsTest {
    private final AtomicLong now = new AtomicLong();
    private final ShortConnections connections = new ShortConnections(now::get);

    @Test
    void areNoticedOnceWhenSeveralFollowOnEachOther() {
        // Then
        assertThat(connect(Duration.ofSeconds(1), true)).isFalse();
        assertThat(connections.ended(true)).isFalse(); // was never accepted
        assertThat(connect(Duration.ofSeconds(2), true)).isFalse();
        assertThat(connect(Duration.ofSeconds(9), true)).isTrue();
        assertThat(connect(Duration.ofSeconds(1), true)).isFalse();
    }

    @Test
    void areCountedAnewWhenOneHeldOnOrTheBrokerGaveItsReason() {
        // Given
        connect(Duration.ofSeconds(1), true);
        connect(Duration.ofSeconds(1), true);
        connect(Duration.ofSeconds(11), true);
        connect(Duration.ofSeconds(1), true);
        connect(Duration.ofSeconds(1), true);
        connect(Duration.ofSeconds(1), false);

        // When
        boolean first = connect(Duration.ofSeconds(1), true);
        boolean second = connect(Duration.ofSeconds(1), true);
        boolean third = connect(Duration.ofSeconds(1), true);

        // Then
        assertThat(first || second).isFalse();
        assertThat(third).isTrue();
    }

    private boolean connect(Duration life, boolean silently) {
        connections.accepted();
        now.addAndGet(life.toNanos());
        return connections.ended(silently);
    }
}
