package io.penstock.mqtt.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Opens TCP and TLS connections. Immutable; stores are loaded once. */
public final class Transport {
    private final SSLSocketFactory tls;
    private final boolean verifyHost;

    private Transport(SSLSocketFactory tls, boolean verifyHost) {
        this.tls = tls;
        this.verifyHost = verifyHost;
    }

    /**
     * @param identity shown to brokers that ask for it
     * @throws StoreUnreadableException if one of the stores cannot be read
     */
    public static Transport of(TlsTrust trust, Optional<ClientIdentity> identity)
            throws GeneralSecurityException, StoreUnreadableException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = identity.isPresent() ? identity.get().managers() : new KeyManager[0];
        context.init(keys, trust.managers(), null);
        return new Transport(context.getSocketFactory(), trust.verifyHost());
    }

    /**
     * Connects {@code socket}, and lays TLS over it where the endpoint asks for it.
     *
     * @param socket unconnected, so that another thread can end the attempt by closing it
     * @return the socket to talk over
     */
    Socket connect(Socket socket, Endpoint endpoint, Duration timeout) throws IOException {
        int millis = (int) timeout.toMillis();
        socket.setTcpNoDelay(true); // acknowledgements are gathered by the outbox already
        socket.setSoTimeout(millis);
        socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), millis);
        return endpoint.tls() ? secure(socket, endpoint) : socket;
    }

    private Socket secure(Socket socket, Endpoint endpoint) throws IOException {
        SSLSocket secured = (SSLSocket) tls.createSocket(socket, endpoint.host(), endpoint.port(), true);
        if (verifyHost) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125 rules, Java's only name for them
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }
}
