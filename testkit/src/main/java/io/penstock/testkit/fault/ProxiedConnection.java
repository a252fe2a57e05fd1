package io.penstock.testkit.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client's connection through the proxy: two threads, one for each direction. */
final class ProxiedConnection {

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_INTERIM = 1024;

    private final TcpProxy proxy;
    private final Socket client;
    private final Socket server;
    private final ByteWatch responseWatch;
    private final List<Hold> answersToHold = new ArrayList<>();
    private volatile boolean lossy;
    private volatile boolean open = true;
    private int running = 2;

    ProxiedConnection(TcpProxy proxy, Socket client, Socket server, ByteWatch responseWatch) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        this.responseWatch = responseWatch;
    }

    void start(String name) {
        thread(name + "-requests", this::requests).start();
        thread(name + "-responses", this::responses).start();
    }

    boolean isOpen() {
        return open;
    }

    /** Whether bytes of it were swallowed: it cannot go on when the proxy is healed. */
    boolean isLossy() {
        return lossy;
    }

    /** Resets both ends: what was under way is lost. */
    void cut() {
        open = false;
        reset(client);
        reset(server);
        proxy.closed(this);
    }

    private void requests() throws IOException, InterruptedException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        List<Watch> watches = new ArrayList<>();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            watch(watches);
            delay();
            List<Hold> due = new ArrayList<>();
            for (Watch watch : watches) {
                if (watch.scanner().scan(buffer, 0, length) >= 0) {
                    due.add(watch.hold());
                }
            }
            for (Hold hold : due) {
                if (hold.kind() == Hold.Kind.REQUEST) {
                    hold.pass(this);
                } else {
                    synchronized (answersToHold) {
                        answersToHold.add(hold);
                    }
                }
            }
            checkOpen();
            if (proxy.swallowsRequests()) {
                lose(proxy::swallowsRequests);
                continue;
            }
            out.write(buffer, 0, length);
            proxy.countToServer(length);
        }
        server.shutdownOutput();
    }

    private void responses() throws IOException, InterruptedException {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            responseWatch.bytes(buffer, length);
            delay();
            if (!isLeaveToGoOn(buffer, length)) {
                for (Hold hold : takeAnswersToHold()) {
                    hold.pass(this);
                }
            }
            checkOpen();
            if (proxy.swallowsResponses()) {
                lose(proxy::swallowsResponses);
                continue;
            }
            out.write(buffer, 0, length);
            proxy.countToClient(length);
        }
        client.shutdownOutput();
    }

    private List<Hold> takeAnswersToHold() {
        synchronized (answersToHold) {
            List<Hold> holds = List.copyOf(answersToHold);
            answersToHold.clear();
            return holds;
        }
    }

    /** HTTP's interim response to {@code Expect: 100-continue}: the request's body is still to come, so this answers nothing (RFC 9110, 15.2.1). */
    private static boolean isLeaveToGoOn(byte[] bytes, int length) {
        String begin = new String(bytes, 0, Math.min(length, LONGEST_INTERIM), StandardCharsets.ISO_8859_1);
        return begin.startsWith("HTTP/1.1 100 ") && begin.indexOf("\r\n\r\n") == length - 4;
    }

    /** What was held when the connection was cut must not get out in the moment before the sockets are closed. */
    private void checkOpen() throws SocketException {
        if (!open) {
            throw new SocketException("cut");
        }
    }

    /** Whoever heals looks for lossy connections after it has ended the swallowing: what it has looked at too early ends itself. */
    private void lose(BooleanSupplier swallows) throws SocketException {
        lossy = true;
        if (!swallows.getAsBoolean()) {
            throw new SocketException("healed while bytes were swallowed");
        }
    }

    private record Watch(Hold hold, PatternScanner scanner) {}

    private void watch(List<Watch> watches) {
        List<Hold> wanted = proxy.holds();
        watches.removeIf(watch -> !wanted.contains(watch.hold()));
        for (Hold hold : wanted) {
            if (watches.stream().noneMatch(watch -> watch.hold() == hold)) {
                watches.add(new Watch(hold, new PatternScanner(hold.pattern())));
            }
        }
    }

    private void delay() throws InterruptedException {
        long nanos = proxy.delayNanos();
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }

    /** The work of one direction. */
    private interface Direction {
        void run() throws IOException, InterruptedException;
    }

    private Thread thread(String name, Direction direction) {
        Thread thread = new Thread(
                () -> {
                    try {
                        direction.run();
                        oneDirectionDone();
                    } catch (IOException e) {
                        // One end is gone; so must the other be.
                        cut();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        cut();
                    }
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    private synchronized void oneDirectionDone() {
        running--;
        if (running == 0) {
            cut();
        }
    }

    static void reset(Socket socket) {
        try (socket) {
            // Close with RST at once, as after a crash of the network.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed, which was the purpose.
            return;
        }
    }
}
