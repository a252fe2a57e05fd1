package io.penstock.testkit.fault;

import io.penstock.testkit.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A TCP proxy on a loopback port that can do what networks do. Clients connect to {@link #port()}; the faults hold for present and later
 * connections until {@link #heal()}. Two threads for each connection; all methods are thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int BACKLOG = 100;
    private static final long LISTEN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_MILLIS = 20;
    private static final long ACCEPTOR_MILLIS = 1_000;

    private final String host;
    private final int targetPort;
    private final int port;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<Hold> holds = new CopyOnWriteArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private volatile Supplier<ByteWatch> responseWatches = () -> (buffer, length) -> {};
    private volatile long delayNanos;
    private volatile boolean swallowsRequests;
    private volatile boolean swallowsResponses;
    private volatile ServerSocket listener;
    private volatile Thread acceptor = new Thread();

    private TcpProxy(String host, int targetPort, ServerSocket listener) {
        this.host = host;
        this.targetPort = targetPort;
        this.listener = listener;
        this.port = listener.getLocalPort();
    }

    /** Starts a proxy to that service, which need not be up yet. */
    public static TcpProxy to(String host, int port) {
        TcpProxy proxy = new TcpProxy(host, port, listen(FreePorts.next()));
        proxy.accept(proxy.listener);
        return proxy;
    }

    public static TcpProxy to(int loopbackPort) {
        return to("127.0.0.1", loopbackPort);
    }

    /** Where clients are to connect. */
    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:<port>}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Resets all present connections; later ones are served. */
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /** Resets all present connections and refuses later ones, as when the service is down. */
    public synchronized void refuse() {
        close(listener);
        awaitEnd(acceptor);
        cut();
    }

    /** Adds this to the way of each piece of data, in both directions. */
    public void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /** Takes requests and never hands them on; connections stay open. Answers to earlier requests still arrive. */
    public void blackholeRequests() {
        swallowsRequests = true;
    }

    /** Hands requests on and loses all answers; connections stay open. The service does what it is asked, and the client never learns. */
    public void swallowResponses() {
        swallowsResponses = true;
    }

    /** Both: the other side is silent, as after a cable was pulled. */
    public void blackhole() {
        blackholeRequests();
        swallowResponses();
    }

    /**
     * Lets someone see all that the service says on later connections, before any fault falls on it.
     *
     * @param watches gives one for each connection
     */
    public void watchResponses(Supplier<ByteWatch> watches) {
        responseWatches = watches;
    }

    /**
     * Holds each connection on which a client sends these characters, before the service sees the piece of data that completes them.
     *
     * @param ascii such as {@code "PUT /bucket/chain/"}
     */
    public Hold holdRequestsContaining(String ascii) {
        return hold(Hold.Kind.REQUEST, ascii);
    }

    /**
     * Lets requests with these characters pass, and holds what the service next says on that connection; HTTP's {@code 100 Continue} is let
     * through, since it answers nothing.
     *
     * @param ascii such as {@code "COMMIT"}
     */
    public Hold holdResponsesAfterRequestContaining(String ascii) {
        return hold(Hold.Kind.RESPONSE, ascii);
    }

    /**
     * Ends all faults and releases all holds. Connections whose bytes were swallowed are reset, since they have a gap; the others go on.
     */
    public synchronized void heal() {
        connections.stream().filter(ProxiedConnection::isLossy).forEach(ProxiedConnection::cut);
        swallowsRequests = false;
        swallowsResponses = false;
        delayNanos = 0;
        holds.forEach(Hold::release);
        holds.clear();
        if (listener.isClosed()) {
            listener = listenAgain();
            accept(listener);
        }
        connections.stream().filter(ProxiedConnection::isLossy).forEach(ProxiedConnection::cut);
    }

    /** Whether it does nothing but hand on what it gets. */
    public synchronized boolean isHealed() {
        return !swallowsRequests
                && !swallowsResponses
                && delayNanos == 0
                && !listener.isClosed()
                && holds.stream().allMatch(Hold::isReleased);
    }

    /** Whether bytes of a present connection were swallowed. */
    boolean hasSwallowed() {
        return connections.stream().anyMatch(ProxiedConnection::isLossy);
    }

    /** Open connections. */
    public int connections() {
        return connections.size();
    }

    /** Connections since the start. */
    public long accepted() {
        return accepted.get();
    }

    /** Bytes handed on to the service since the start. */
    public long bytesToServer() {
        return toServer.get();
    }

    /** Bytes handed on to clients since the start. */
    public long bytesToClient() {
        return toClient.get();
    }

    @Override
    public synchronized void close() {
        refuse();
        holds.forEach(Hold::release);
    }

    boolean swallowsRequests() {
        return swallowsRequests;
    }

    boolean swallowsResponses() {
        return swallowsResponses;
    }

    long delayNanos() {
        return delayNanos;
    }

    List<Hold> holds() {
        return holds;
    }

    void countToServer(int bytes) {
        toServer.addAndGet(bytes);
    }

    void countToClient(int bytes) {
        toClient.addAndGet(bytes);
    }

    void closed(ProxiedConnection connection) {
        connections.remove(connection);
    }

    private Hold hold(Hold.Kind kind, String ascii) {
        Hold hold = new Hold(kind, ascii);
        holds.removeIf(Hold::isReleased);
        holds.add(hold);
        return hold;
    }

    private void accept(ServerSocket socket) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            connect(socket, socket.accept());
                        }
                    } catch (IOException e) {
                        // The listener was closed: refuse() or close().
                        return;
                    }
                },
                "tcp-proxy-" + port);
        thread.setDaemon(true);
        acceptor = thread;
        thread.start();
    }

    /** While it still waits on the closed listener, the system goes on to take connections. It does not when it is busy with one. */
    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join(ACCEPTOR_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect(ServerSocket socket, Socket client) {
        accepted.incrementAndGet();
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(host, targetPort), CONNECT_MILLIS);
        } catch (IOException e) {
            // The service is down: the client shall see that.
            ProxiedConnection.reset(client);
            ProxiedConnection.reset(server);
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(this, client, server, responseWatches.get());
        connections.add(connection);
        if (socket.isClosed()) {
            connection.cut();
            return;
        }
        connection.start("tcp-proxy-" + port + "-" + accepted.get());
    }

    /** Whoever has the port now may give it back soon: the system itself does so late on a busy machine. */
    private ServerSocket listenAgain() {
        long begun = System.nanoTime();
        while (true) {
            try {
                return listen(port);
            } catch (UncheckedIOException e) {
                if (System.nanoTime() - begun > LISTEN_NANOS) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a port", e);
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot listen on loopback port " + port, e);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot close its port", e);
        }
    }
}
