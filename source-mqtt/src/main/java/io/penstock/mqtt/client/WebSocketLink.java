package io.penstock.mqtt.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Over WebSocket, in binary frames of which the borders mean nothing (section 6.0). One frame is written for each flush. */
final class WebSocketLink implements Link {
    /** [MQTT-6.0.0-3] [MQTT-6.0.0-4] */
    private static final String SUBPROTOCOL = "mqtt";

    /** So much longer than for Java's own limit is waited for Java: a client that does not keep it is dead, or still takes an answer. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Endpoint endpoint;
    private final Tls tls;
    private final HttpClients clients;
    private final ReceivedFrames frames = new ReceivedFrames();

    /** Fails when the link is closed, and ends every wait for something else. */
    private final CompletableFuture<WebSocket> closed = new CompletableFuture<>();

    private volatile @Nullable WebSocket connected;
    private int readTimeoutMillis;

    WebSocketLink(Endpoint endpoint, Tls tls, HttpClients clients) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.clients = clients;
    }

    @Override
    public void connect(Duration timeout) throws IOException {
        CompletableFuture<WebSocket> opening = clients.of(tls)
                .newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(timeout)
                .buildAsync(endpoint.uri(), frames);
        try {
            connected = await(opening, timeout);
        } finally {
            // Else Java reads on, also after close(), which ends the wait: an answer that refuses, to its end, into
            // memory. Of no effect on an opening that is complete. No bound but the timeout can be set to that answer:
            // Java's builder takes no body handler, and reads it as a String.
            opening.cancel(true);
        }
        if (!SUBPROTOCOL.equals(socket().getSubprotocol())) {
            throw new IOException("the server did not take the WebSocket subprotocol mqtt [MQTT-6.0.0-4]: it is no MQTT"
                    + " broker, or one behind a proxy that hides it");
        }
    }

    private WebSocket await(CompletableFuture<WebSocket> opening, Duration timeout) throws IOException {
        try {
            return (WebSocket) CompletableFuture.anyOf(opening, closed)
                    .get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            clients.drop();
            throw HandshakeFailure.late(timeout);
        } catch (ExecutionException e) {
            if (!HandshakeFailure.ofWorkingClient(e.getCause())) {
                clients.drop();
            }
            throw HandshakeFailure.of(e.getCause(), endpoint, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private WebSocket socket() throws IOException {
        WebSocket socket = connected;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket;
    }

    @Override
    public void readTimeout(int millis) {
        readTimeoutMillis = millis;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return frames.read(target, from, length, readTimeoutMillis);
    }

    @Override
    public OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            /** Returns once the bytes are on their way, so that no more than one batch is in memory. */
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                send(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length)));
            }
        };
    }

    private void send(ByteBuffer bytes) throws IOException {
        try {
            CompletableFuture.anyOf(socket().sendBinary(bytes, true), closed).get();
        } catch (ExecutionException e) {
            throw sendingFailed(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException sendingFailed(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
    }

    @Override
    public void close() {
        closed.completeExceptionally(new IOException("the connection was closed"));
        frames.abort();
    }
}
