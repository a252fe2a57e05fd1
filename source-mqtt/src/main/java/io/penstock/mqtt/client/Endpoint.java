package io.penstock.mqtt.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker listens. Written {@code tcp://host:port}, {@code ssl://host:port}, {@code ws://host:port/path} or {@code wss://host:port/path?query}; {@code mqtt} and {@code mqtts} mean the same as the first two.
 *
 * @param port 1 to 65535; by default 1883, with TLS 8883; over WebSocket 80 and 443
 * @param resource path and query as written, of WebSocket; else empty
 */
public record Endpoint(Carrier carrier, String host, int port, String resource) {

    /** @throws IllegalArgumentException with the reason */
    public static Endpoint parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URI: " + e.getReason());
        }
        Carrier carrier = Carrier.of(uri.getScheme() == null ? "" : uri.getScheme());
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host, or one with characters that a host name cannot have");
        }
        if (uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("a user or a fragment has no meaning over " + carrier);
        }
        String path = uri.getRawPath();
        boolean bare = uri.getRawQuery() == null && (path.isEmpty() || "/".equals(path));
        if (!bare && !carrier.webSocket()) {
            throw new IllegalArgumentException("a path or a query has no meaning over " + carrier);
        }
        int port = uri.getPort() < 0 ? carrier.defaultPort() : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        return new Endpoint(carrier, uri.getHost(), port, carrier.webSocket() ? resource(uri) : "");
    }

    private static String resource(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    public boolean tls() {
        return carrier.tls();
    }

    /** Whether MQTT itself is over TLS, and says by ALPN what it is. */
    public boolean offersProtocols() {
        return carrier == Carrier.SSL;
    }

    /** For WebSocket. */
    URI uri() {
        return URI.create(carrier + "://" + host + ":" + port + resource);
    }

    /** Without the query, which may hold a secret. */
    @Override
    public String toString() {
        int query = resource.indexOf('?');
        return carrier + "://" + host + ":" + port + (query < 0 ? resource : resource.substring(0, query) + "?...");
    }
}
