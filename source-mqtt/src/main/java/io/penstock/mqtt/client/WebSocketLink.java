package io.penstock.mqtt.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
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

    private final Endpoint endpoint;
    private final HttpClient client;
    private final ReceivedFrames frames = new ReceivedFrames();

    /** Fails when the link is closed, and ends every wait for something else. */
    private final CompletableFuture<WebSocket> closed = new CompletableFuture<>();

    private volatile @Nullable WebSocket connected;
    private int readTimeoutMillis;

    WebSocketLink(Endpoint endpoint, HttpClient client) {
        this.endpoint = endpoint;
        this.client = client;
    }

    @Override
    public void connect(Duration timeout) throws IOException {
        CompletableFuture<WebSocket> opening = client.newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(timeout)
                .buildAsync(endpoint.uri(), frames);
        connected = await(opening, timeout);
        if (!SUBPROTOCOL.equals(socket().getSubprotocol())) {
            throw new IOException("the server did not take the WebSocket subprotocol mqtt [MQTT-6.0.0-4]: it is no MQTT"
                    + " broker, or one behind a proxy that hides it");
        }
    }

    private WebSocket await(CompletableFuture<WebSocket> opening, Duration timeout) throws IOException {
        try {
            return (WebSocket) CompletableFuture.anyOf(opening, closed).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no WebSocket within mqtt.connect.timeout.ms=" + timeout.toMillis());
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            return new IOException(
                    "the server answered the WebSocket handshake with HTTP status "
                            + refused.getResponse().statusCode() + "; the path in mqtt.uris must be the broker's",
                    cause);
        }
        if (cause instanceof IOException known) {
            return known;
        }
        return new IOException(String.valueOf(cause), cause);
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
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        closed.completeExceptionally(new IOException("the connection was closed"));
        frames.abort();
    }
}
