package io.penstock.mqtt.client;

import java.util.Arrays;

/** What carries MQTT: the scheme of a broker's URI. */
enum Carrier {
    TCP(1883, false, false, "tcp", "mqtt"),
    SSL(8883, true, false, "ssl", "mqtts"),
    WS(80, false, true, "ws", "ws"),
    WSS(443, true, true, "wss", "wss");

    private final int defaultPort;
    private final boolean tls;
    private final boolean webSocket;
    private final String scheme;
    private final String alias;

    Carrier(int defaultPort, boolean tls, boolean webSocket, String scheme, String alias) {
        this.defaultPort = defaultPort;
        this.tls = tls;
        this.webSocket = webSocket;
        this.scheme = scheme;
        this.alias = alias;
    }

    /** @throws IllegalArgumentException if no carrier has that scheme */
    static Carrier of(String scheme) {
        return Arrays.stream(values())
                .filter(carrier -> carrier.scheme.equals(scheme) || carrier.alias.equals(scheme))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the scheme must be tcp, ssl, ws or wss"));
    }

    int defaultPort() {
        return defaultPort;
    }

    boolean tls() {
        return tls;
    }

    boolean webSocket() {
        return webSocket;
    }

    @Override
    public String toString() {
        return scheme;
    }
}
