package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpClientsTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final AtomicInteger made = new AtomicInteger();
    private final HttpClients clients = new HttpClients(tls -> {
        made.incrementAndGet();
        return HttpClient.newHttpClient();
    });
    private Tls tls;

    @BeforeEach
    void makeTls() throws Exception {
        tls = tls();
    }

    private static Tls tls() throws Exception {
        return Tls.of(new TlsTrust(Optional.empty(), StoreType.PEM, Optional.empty(), true), Optional.empty());
    }

    @Test
    void keepsTheClientForAsLongAsTlsStaysTheSame() throws Exception {
        // When
        HttpClient first = clients.of(tls);

        // Then
        assertThat(clients.of(tls)).isSameAs(first);
        assertThat(clients.of(tls())).isNotSameAs(first);
    }

    /** Nothing tells a client whose thread is dead from one that takes an answer for ever. */
    @Test
    void takesAnotherClientAfterOneThatDidNotEvenEndTheWait() throws Exception {
        try (ScriptedBroker server = new ScriptedBroker(ScriptedWebSocket.answeringWithoutEnd(), (peer, n) -> {})) {
            // When
            assertThatThrownBy(() -> connect(server.port())).hasMessageContaining("mqtt.connect.timeout.ms=300");
            clients.of(tls);

            // Then
            assertThat(made).hasValue(2);
        }
    }

    @Test
    void keepsAClientThatSaysThatThePortIsClosedOrNobodyAnswersOrWhatTheAnswerIs() throws Exception {
        // Given
        ScriptedBroker gone = new ScriptedBroker((peer, n) -> {});
        gone.close();
        try (ScriptedBroker silent = new ScriptedBroker((peer, n) -> Thread.sleep(10_000));
                ScriptedBroker another =
                        new ScriptedBroker(ScriptedWebSocket.answering("404 Not Found"), (peer, n) -> {})) {
            // When
            assertThatThrownBy(() -> connect("ws", gone.port(), LONG)).hasMessageContaining("refused");
            assertThatThrownBy(() -> connect(silent.port())).hasMessageContaining("mqtt.connect.timeout.ms=300");
            assertThatThrownBy(() -> connect("ws", another.port(), LONG)).hasMessageContaining("404");
            clients.of(tls);

            // Then
            assertThat(made).hasValue(1);
        }
    }

    /** A client for each attempt would cost a thread and files, for as long as the heap has room. */
    @Test
    void keepsAClientThroughFailedTlsHandshakesAndBrokenConnections() throws Exception {
        // Given
        try (ScriptedBroker refusing = new ScriptedBroker((peer, n) -> {
                    peer.send(0x15, 3, 3, 0, 2, 2, 0x28); // the alert handshake_failure
                    Thread.sleep(10_000);
                });
                ScriptedBroker hangsUp = new ScriptedBroker((peer, n) -> {})) {
            // When
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> connect("wss", refusing.port(), LONG)).isInstanceOf(SSLException.class);
                assertThatThrownBy(() -> connect("ws", hangsUp.port(), LONG)).isInstanceOf(IOException.class);
            }
            clients.of(tls);

            // Then
            assertThat(made).hasValue(1);
        }
    }

    /** As where the process has no file descriptor left, which passes. */
    @Test
    void saysAsAnyFailureToConnectThatThereCanBeNoClientNow() {
        // Given
        HttpClients none = new HttpClients(any -> {
            throw new UncheckedIOException(new IOException("Too many open files"));
        });

        // Then
        assertThatThrownBy(() -> link("ws", 1, none).connect(SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Too many open files");
    }

    private void connect(int port) throws IOException {
        connect("ws", port, SHORT);
    }

    private void connect(String scheme, int port, Duration timeout) throws IOException {
        try (WebSocketLink link = link(scheme, port, clients)) {
            link.connect(timeout);
        }
    }

    private WebSocketLink link(String scheme, int port, HttpClients from) {
        return new WebSocketLink(Endpoint.parse(scheme + "://127.0.0.1:" + port + "/"), tls, from);
    }
}
