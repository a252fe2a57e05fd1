package io.penstock.mqtt.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says of a WebSocket that was not opened why not; Java's HTTP client leaves that to the causes of what it throws. Pure. */
final class HandshakeFailure {
    private static final int SWITCHING_PROTOCOLS = 101;

    private HandshakeFailure() {}

    static IOException late(Duration timeout) {
        return new SocketTimeoutException("no WebSocket within mqtt.connect.timeout.ms=" + timeout.toMillis());
    }

    /** @throws Error that is the cause: it does not pass */
    static IOException of(@Nullable Throwable cause, Endpoint endpoint, Duration timeout) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            return refused(refused, refused.getResponse().statusCode());
        }
        if (cause instanceof HttpTimeoutException) {
            return late(timeout);
        }
        if (cause instanceof ConnectException) {
            return unreachable(cause, endpoint);
        }
        return cause instanceof IOException known ? known : new IOException(String.valueOf(cause), cause);
    }

    private static IOException refused(WebSocketHandshakeException refused, int status) {
        return new IOException(
                status == SWITCHING_PROTOCOLS
                        ? "the server's answer to the WebSocket handshake is no legal one (RFC 6455, section 4.1): "
                                + reason(refused)
                        : "the server answered the WebSocket handshake with HTTP status " + status
                                + "; the path in mqtt.uris must be the broker's",
                refused);
    }

    private static @Nullable String reason(WebSocketHandshakeException refused) {
        Throwable cause = refused.getCause();
        return cause == null ? refused.getMessage() : cause.getMessage();
    }

    private static IOException unreachable(Throwable failure, Endpoint endpoint) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return (IOException) new UnknownHostException(endpoint.host()).initCause(failure);
            }
        }
        return new IOException(
                failure.getMessage() == null
                        ? "the connection was refused, or the host cannot be reached"
                        : failure.getMessage(),
                failure);
    }

    /** Whether the client that failed so can be used again: all that the network and the server do, it reports; what ends it, is said of its selector. */
    static boolean ofWorkingClient(@Nullable Throwable cause) {
        for (@Nullable Throwable each = cause; each != null; each = each.getCause()) {
            if (each.toString().toLowerCase(Locale.ROOT).contains("selector")) {
                return false;
            }
        }
        return cause instanceof IOException;
    }
}
