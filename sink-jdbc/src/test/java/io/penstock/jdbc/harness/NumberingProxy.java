package io.penstock.jdbc.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands before MariaDB and tells clients other numbers of their sessions than the server has, as ProxySQL and MaxScale do. */
public final class NumberingProxy implements Closeable {

    private static final int HEADER = 4;

    private final int target;
    private final ServerSocket listener;
    private final Collection<Closeable> open = new ConcurrentLinkedQueue<>();

    private NumberingProxy(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    public static NumberingProxy to(int loopbackPort) throws IOException {
        NumberingProxy proxy =
                new NumberingProxy(loopbackPort, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        start(proxy::accept);
        return proxy;
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(client);
            open.add(server);
            start(() -> relay(client, server));
            start(() -> {
                greet(server.getInputStream(), client.getOutputStream());
                relay(server, client);
            });
        }
    }

    /** "Initial Handshake Packet": version of the protocol, the server's version up to a zero byte, the session's number. */
    private static void greet(InputStream server, OutputStream client) throws IOException {
        byte[] header = server.readNBytes(HEADER);
        byte[] greeting = server.readNBytes((header[0] & 0xff) | (header[1] & 0xff) << 8);
        int number = 1;
        while (greeting[number] != 0) {
            number++;
        }
        greeting[number + 2] ^= 0x55;
        client.write(header);
        client.write(greeting);
        client.flush();
    }

    private static void relay(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private static void start(Errand errand) {
        Thread thread = new Thread(() -> {
            try {
                errand.run();
            } catch (IOException e) {
                // One of both has gone, or the proxy.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Closeable each : open) {
            each.close();
        }
    }

    /** What a thread does. */
    @FunctionalInterface
    private interface Errand {
        void run() throws IOException;
    }
}
