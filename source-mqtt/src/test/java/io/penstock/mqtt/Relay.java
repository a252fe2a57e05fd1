package io.penstock.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Passes bytes between a client and a broker, until it is told to cut the connections. */
final class Relay implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger lostPubrecs = new AtomicInteger();
    private volatile int piece;
    private volatile boolean armed;
    private volatile boolean deaf;

    private Relay(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static Relay to(int target) {
        return listen(0, target);
    }

    static Relay listen(int port, int target) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            Relay relay = new Relay(server, target);
            daemon(relay::accept);
            return relay;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What brokers send comes in pieces of so many bytes, more than ten milliseconds apart, whatever they cut. */
    static Relay trickling(int target, int bytes) {
        Relay relay = to(target);
        relay.piece = bytes;
        return relay;
    }

    int port() {
        return server.getLocalPort();
    }

    String uri() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    /** With the next PUBREC on, what clients send is lost on the way, as before a connection breaks; brokers are heard. */
    void deafenAtNextPubrec() {
        armed = true;
    }

    /** How many PUBREC were lost so. */
    int lostPubrecs() {
        return lostPubrecs.get();
    }

    /** Ends what is open, as a network that breaks does; new connections are accepted. */
    void cut() {
        armed = false;
        deaf = false;
        // One that is accepted meanwhile stays open, and is known as such.
        open.forEach(socket -> {
            open.remove(socket);
            close(socket);
        });
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                accepted.incrementAndGet();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                open.add(client);
                open.add(broker);
                if (server.isClosed()) {
                    cut();
                }
                daemon(() -> pump(client, broker, true));
                daemon(() -> pump(broker, client, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pump(Socket from, Socket to, boolean upwards) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int pubrecs = upwards && armed ? countPubrecs(buffer, n) : 0;
                if (pubrecs > 0) {
                    deaf = true;
                }
                if (upwards && deaf) {
                    lostPubrecs.addAndGet(pubrecs);
                } else {
                    write(out, buffer, n, upwards || piece == 0 ? n : piece);
                }
            }
        } catch (IOException e) {
            // Cut; both ends are closed.
        }
    }

    private static void write(OutputStream out, byte[] bytes, int length, int piece) throws IOException {
        for (int at = 0; at < length; at += piece) {
            if (at > 0) {
                LockSupport.parkNanos(12_000_000);
            }
            out.write(bytes, at, Math.min(piece, length - at));
        }
    }

    /** A client writes whole packets, and those beside acknowledgements come apart. */
    private static int countPubrecs(byte[] packets, int length) {
        int count = 0;
        for (int at = 0; at + 1 < length; at += 2 + (packets[at + 1] & 0x7F)) {
            count += packets[at] == 0x50 ? 1 : 0;
        }
        return count;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        close(server);
        cut();
    }
}
