package io.penstock.mqtt;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A task's way to the broker, packet by packet: it breaks where it is told to, and is gone for ever once closed, as for a process that is dead. */
final class PacketNetwork implements AutoCloseable {
    /** Control packets with their numbers, and who sends them. */
    enum Kind {
        CONNECT(1, true),
        PUBREC(5, true),
        PUBCOMP(7, true),
        SUBSCRIBE(8, true),
        CONNACK(2, false),
        PUBLISH(3, false),
        PUBREL(6, false),
        SUBACK(9, false);

        private static final Kind[] OF_NUMBER = new Kind[16];

        static {
            for (Kind kind : values()) {
                OF_NUMBER[kind.number] = kind;
            }
        }

        private final int number;
        private final boolean fromClient;

        Kind(int number, boolean fromClient) {
            this.number = number;
            this.fromClient = fromClient;
        }
    }

    /**
     * Where a connection breaks.
     *
     * @param count of such packets from now on, over all connections
     * @param passed whether that packet still gets through
     */
    record Break(Kind kind, int count, boolean passed) {}

    /** Of the protocol level in CONNECT, after the protocol's name; flags and the keep-alive follow it. */
    private static final int LEVEL_AT = 6;

    private static final int AFTER_KEEP_ALIVE = LEVEL_AT + 4;

    private final ServerSocket server;
    private final int broker;
    private final Function<String, SentAgain> watches;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private @Nullable Break next;
    private volatile @Nullable Connection newest;
    private int seen;

    private PacketNetwork(ServerSocket server, int broker, Function<String, SentAgain> watches) {
        this.server = server;
        this.broker = broker;
        this.watches = watches;
    }

    /** @param watch sees what gets through to the client, which has one session */
    static PacketNetwork to(int broker, SentAgain watch) {
        return to(broker, clientId -> watch);
    }

    /** @param watches of each client id, the one that sees what gets through to it */
    static PacketNetwork to(int broker, Function<String, SentAgain> watches) {
        try {
            PacketNetwork network =
                    new PacketNetwork(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), broker, watches);
            daemon(network::accept);
            return network;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    /** In place of an earlier one that was not met. */
    synchronized void breakAt(Break where) {
        next = where;
        seen = 0;
    }

    /** What is open; new connections are accepted. */
    void cut() {
        // One that is accepted meanwhile stays open, and is known as such.
        open.forEach(socket -> {
            open.remove(socket);
            close(socket);
        });
    }

    /** Whether a connection is up on which the broker has granted a subscription, and the client has answered all that it sent since. */
    boolean owesNothing() {
        Connection connection = newest;
        return connection != null && !connection.ended && connection.unanswered.isNothing();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                Socket other = new Socket(InetAddress.getLoopbackAddress(), broker);
                client.setTcpNoDelay(true);
                other.setTcpNoDelay(true);
                open.add(client);
                open.add(other);
                if (server.isClosed()) {
                    cut();
                }
                Connection connection = new Connection();
                newest = connection;
                daemon(() -> pump(client, other, connection, true));
                daemon(() -> pump(other, client, connection, false));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void pump(Socket from, Socket to, Connection connection, boolean fromClient) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            OutputStream out = to.getOutputStream();
            boolean whole = true;
            while (whole) {
                byte[] packet = read(in);
                Break met = met((packet[0] >> 4) & 0xF, fromClient);
                if (met == null || met.passed()) {
                    connection.look(packet, fromClient);
                    out.write(packet);
                }
                whole = met == null;
            }
        } catch (IOException e) {
            // Cut; both ends are closed.
        } finally {
            connection.ended = true;
            open.remove(from);
            open.remove(to);
        }
    }

    private synchronized @Nullable Break met(int number, boolean fromClient) {
        Break where = next;
        if (where == null || where.kind().number != number || where.kind().fromClient != fromClient) {
            return null;
        }
        seen++;
        if (seen < where.count()) {
            return null;
        }
        next = null;
        return where;
    }

    /** What its CONNECT said. */
    private final class Connection {
        private volatile boolean versionFive = true;
        private volatile SentAgain watch = new SentAgain();
        private final Unanswered unanswered = new Unanswered();
        private volatile boolean ended;

        void look(byte[] packet, boolean fromClient) {
            Kind kind = Kind.OF_NUMBER[(packet[0] >> 4) & 0xF];
            if (kind == null || kind.fromClient != fromClient) {
                return;
            }
            int header = 2;
            while (packet[header - 1] < 0) {
                header++;
            }
            ByteBuffer fields =
                    ByteBuffer.wrap(packet, header, packet.length - header).slice();
            unanswered.look(kind, fields);
            if (kind == Kind.CONNECT) {
                versionFive = fields.get(LEVEL_AT) == 5;
                watch = watches.apply(clientId(fields.position(AFTER_KEEP_ALIVE)));
            } else if (kind == Kind.PUBREL) {
                watch.pubRel(fields);
            } else if (kind == Kind.PUBLISH) {
                watch.publish(packet[0] & 0xF, fields, versionFive);
            }
        }

        private String clientId(ByteBuffer fields) {
            if (versionFive) {
                int length = fields.get(); // of this test's properties below 128
                fields.position(fields.position() + length);
            }
            int end = fields.getShort() + fields.position();
            return StandardCharsets.UTF_8.decode(fields.limit(end)).toString();
        }
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] header = new byte[5];
        in.readFully(header, 0, 2);
        int bytes = 2;
        while ((header[bytes - 1] & 0x80) != 0) {
            if (bytes == header.length) {
                throw new EOFException("no MQTT");
            }
            header[bytes++] = in.readByte();
        }
        int length = 0;
        for (int i = bytes - 1; i > 0; i--) {
            length = (length << 7) | (header[i] & 0x7F);
        }
        byte[] packet = new byte[bytes + length];
        System.arraycopy(header, 0, packet, 0, bytes);
        in.readFully(packet, bytes, length);
        return packet;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "packet-network");
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

    /** Whoever tries to connect is refused. */
    @Override
    public void close() {
        close(server);
        cut();
    }
}
