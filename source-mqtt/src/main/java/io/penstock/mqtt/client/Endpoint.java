package io.penstock.mqtt.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker listens. Written {@code tcp://host:port} or {@code ssl://host:port}; {@code mqtt} and {@code mqtts} mean the same.
 *
 * @param port 1 to 65535; by default 1883, with TLS 8883
 */
public record Endpoint(String host, int port, boolean tls) {
    private static final int DEFAULT_PORT = 1883;
    private static final int DEFAULT_TLS_PORT = 8883;

    /** @throws IllegalArgumentException with the reason */
    public static Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI: " + e.getReason());
        }
        boolean tls = tls(uri);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host, or one with characters that a host name cannot have");
        }
        if (uri.getUserInfo() != null
                || uri.getQuery() != null
                || uri.getFragment() != null
                || !(uri.getPath().isEmpty() || "/".equals(uri.getPath()))) {
            throw new IllegalArgumentException(
                    "a user, path, query or fragment has no meaning over " + uri.getScheme());
        }
        int port = uri.getPort() < 0 ? (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        return new Endpoint(uri.getHost(), port, tls);
    }

    private static boolean tls(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        return switch (scheme) {
            case "tcp", "mqtt" -> false;
            case "ssl", "mqtts" -> true;
            case "ws", "wss" ->
                throw new IllegalArgumentException(
                        "MQTT over WebSocket is not supported by this version; use tcp:// or ssl://");
            default -> throw new IllegalArgumentException("the scheme must be tcp or ssl");
        };
    }

    @Override
    public String toString() {
        return (tls ? "ssl://" : "tcp://") + host + ":" + port;
    }
}
