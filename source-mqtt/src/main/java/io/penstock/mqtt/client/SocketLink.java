package io.penstock.mqtt.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Over TCP, or TLS over TCP. */
final class SocketLink implements Link {
    private final Endpoint endpoint;
    private final Tls tls;
    private final List<String> alpn;
    private final Socket plain = new Socket(); // there from the start, so that close() can end a connection attempt
    private volatile @Nullable Socket connected;

    SocketLink(Endpoint endpoint, Tls tls, List<String> alpn) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.alpn = alpn;
    }

    @Override
    public void connect(Duration timeout) throws IOException {
        int millis = (int) timeout.toMillis();
        plain.setTcpNoDelay(true); // acknowledgements are gathered by the outbox already
        plain.setSoTimeout(millis);
        plain.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), millis);
        connected = endpoint.tls() ? secure() : plain;
    }

    private Socket secure() throws IOException {
        SSLSocket secured = (SSLSocket)
                tls.context().getSocketFactory().createSocket(plain, endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        if (tls.verifyHost()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 6125 rules, Java's only name for them
        }
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private Socket socket() throws IOException {
        Socket socket = connected;
        if (socket == null) {
            throw new IOException("not connected");
        }
        return socket;
    }

    @Override
    public void readTimeout(int millis) throws IOException {
        socket().setSoTimeout(millis);
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        return socket().getInputStream().read(target, from, length);
    }

    @Override
    public OutputStream output() throws IOException {
        return socket().getOutputStream();
    }

    /** The plain one: closing a TLS socket may wait for its writer. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
