package io.penstock.mqtt.client;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes connections to brokers: TCP, TLS, and WebSocket over both. For one thread at a time. */
public final class Transport {
    private final TlsStores stores;
    private final List<String> alpn;
    private @Nullable Http http;

    /** Java's client for as long as TLS stays the same: it has threads of its own. */
    private record Http(Tls tls, HttpClient client) {}

    private Transport(TlsStores stores, List<String> alpn) {
        this.stores = stores;
        this.alpn = List.copyOf(alpn);
    }

    /**
     * @param identity shown to brokers that ask for it
     * @param alpn protocols to offer over TLS (RFC 7301), in the order of preference; may be empty. WebSocket has its own
     * @throws StoreUnreadableException if one of the stores cannot be used
     */
    public static Transport of(TlsTrust trust, Optional<ClientIdentity> identity, List<String> alpn)
            throws GeneralSecurityException, StoreUnreadableException {
        return new Transport(new TlsStores(trust, identity), alpn);
    }

    /** A new connection, yet to be made. */
    Link link(Endpoint endpoint) {
        Tls tls = stores.current();
        return endpoint.carrier().webSocket()
                ? new WebSocketLink(endpoint, client(tls))
                : new SocketLink(endpoint, tls, alpn);
    }

    private HttpClient client(Tls tls) {
        Http known = http;
        if (known == null || !known.tls().equals(tls)) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls.context())
                    .build();
            known = new Http(tls, client);
            http = known;
        }
        return known.client();
    }
}
