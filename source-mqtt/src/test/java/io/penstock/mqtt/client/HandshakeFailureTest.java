package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HandshakeFailureTest {
    private static final Endpoint BROKER = Endpoint.parse("wss://absent.invalid/mqtt");
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Test
    void findsAnUnknownHostAmongTheCauses() {
        // Given
        Throwable cause = new ConnectException().initCause(new UnresolvedAddressException());
        Throwable nameless = new ConnectException().initCause(cause);

        // Then
        assertThat(HandshakeFailure.of(nameless, BROKER, TIMEOUT))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("absent.invalid");
    }

    @Test
    void tellsADeadClientFromABrokerThatCannotBeReached() {
        assertThat(HandshakeFailure.ofWorkingClient(new ClosedSelectorException()))
                .isFalse();
        assertThat(HandshakeFailure.ofWorkingClient(new IOException(new ClosedSelectorException())))
                .isFalse();
        assertThat(HandshakeFailure.ofWorkingClient(new ConnectException("selector manager closed")))
                .isFalse();
        assertThat(HandshakeFailure.ofWorkingClient(new IllegalStateException()))
                .isFalse();
        assertThat(HandshakeFailure.ofWorkingClient(new IOException("HTTP/1.1 header parser received no bytes")))
                .isTrue();
    }

    @Test
    void throwsAnErrorOn() {
        assertThatThrownBy(() -> HandshakeFailure.of(new OutOfMemoryError("planted"), BROKER, TIMEOUT))
                .isInstanceOf(OutOfMemoryError.class);
    }
}
