package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {

    /** {@code task.shutdown.graceful.timeout.ms} of a worker. */
    private static final Duration PATIENCE_OF_CONNECT = Duration.ofSeconds(5);

    @Test
    void togetherAreShorterThanConnectWaitsForAStop() {
        assertThat(Waits.PUT.plus(Waits.CLOSING).plus(Waits.ENDING)).isLessThan(PATIENCE_OF_CONNECT);
        assertThat(Waits.CLAIMS).isLessThan(Waits.PUT);
    }
}
