package io.penstock.mqtt.client;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/** Makes connections to brokers: TCP, TLS, and WebSocket over both. For one thread at a time. */
public final class Transport {
    private final TlsStores stores;
    private final List<String> alpn;
    private final HttpClients clients = new HttpClients();

    private Transport(TlsStores stores, List<String> alpn) {
        this.stores = stores;
        this.alpn = List.copyOf(alpn);
    }

    /**
     * @param identity shown to brokers that ask for it
     * @param alpn protocols to offer over TLS (RFC 7301), in the order of preference; may be empty. Over WebSocket none is offered
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
                ? new WebSocketLink(endpoint, tls, clients)
                : new SocketLink(endpoint, tls, alpn);
    }
}
