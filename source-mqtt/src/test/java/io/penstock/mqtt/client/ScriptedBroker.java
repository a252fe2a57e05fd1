package io.penstock.mqtt.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A broker that does what a test tells it, however wrong. Packets of both versions are written by hand, not by our encoder. */
public final class ScriptedBroker implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    private final Framing framing;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** What lies between the packets and the socket. */
    public interface Framing {
        Framing NONE = new Framing() {
            @Override
            public InputStream input(Socket socket) throws IOException {
                return socket.getInputStream();
            }

            @Override
            public OutputStream output(Socket socket) throws IOException {
                return socket.getOutputStream();
            }
        };

        /** Asked for first, once. */
        InputStream input(Socket socket) throws IOException;

        OutputStream output(Socket socket) throws IOException;
    }

    /** Plays one connection; it ends when the script returns. */
    @FunctionalInterface
    public interface Script {
        /** @param connection number of the connection, from 1 */
        void play(Peer peer, int connection) throws Exception;
    }

    /** A packet as it came. */
    public record Packet(int header, List<Byte> body) {
        public int type() {
            return header >> 4;
        }

        /** Of an acknowledgement: its name and packet id. */
        public String acknowledgement() {
            String name = switch (type()) {
                case 4 -> "PUBACK";
                case 5 -> "PUBREC";
                case 7 -> "PUBCOMP";
                default -> "type " + type();
            };
            return name + " " + packetId();
        }

        /** Of an UNSUBSCRIBE of MQTT 5. */
        public List<String> filters() {
            List<String> filters = new ArrayList<>();
            for (int at = 3; at < body.size(); ) {
                int end = at + 2 + ((body.get(at) & 0xFF) << 8) + (body.get(at + 1) & 0xFF);
                StringBuilder filter = new StringBuilder();
                body.subList(at + 2, end).forEach(b -> filter.append((char) (b & 0x7F)));
                filters.add(filter.toString());
                at = end;
            }
            return filters;
        }

        public int packetId() {
            return ((body.get(0) & 0xFF) << 8) | (body.get(1) & 0xFF);
        }
    }

    public ScriptedBroker(Script script) {
        this(plainSocket(), script);
    }

    public ScriptedBroker(ServerSocket server, Script script) {
        this(server, Framing.NONE, script);
    }

    public ScriptedBroker(Framing framing, Script script) {
        this(plainSocket(), framing, script);
    }

    public ScriptedBroker(ServerSocket server, Framing framing, Script script) {
        this.server = server;
        this.framing = framing;
        this.script = script;
        daemon(this::accept);
    }

    private static ServerSocket plainSocket() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public String uri() {
        return "tcp://127.0.0.1:" + port();
    }

    public Endpoint endpoint() {
        return Endpoint.parse(uri());
    }

    /** What went wrong in scripts themselves. */
    public List<Throwable> faults() {
        return faults;
    }

    private void accept() {
        for (int connection = 1; !server.isClosed(); connection++) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                int number = connection;
                daemon(() -> play(socket, number));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void play(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            script.play(new Peer(framing.input(socket), framing.output(socket)), number);
        } catch (IOException | InterruptedException e) {
            // The client closed, which the test looks at from its side; or the test is over.
        } catch (Exception | AssertionError e) {
            faults.add(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-broker");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker's end of one connection. */
    public static final class Peer {
        private final DataInputStream in;
        private final OutputStream out;

        Peer(InputStream in, OutputStream out) {
            this.in = new DataInputStream(in);
            this.out = out;
        }

        public Packet read() throws IOException {
            int header = in.readUnsignedByte();
            int length = 0;
            int digit;
            int shift = 0;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while ((digit & 0x80) != 0);
            byte[] body = new byte[length];
            in.readFully(body);
            List<Byte> bytes = new ArrayList<>();
            for (byte b : body) {
                bytes.add(b);
            }
            return new Packet(header, bytes);
        }

        /** The next packet of that type; others are dropped. */
        public Packet read(int type) throws IOException {
            Packet packet = read();
            while (packet.type() != type) {
                packet = read();
            }
            return packet;
        }

        public void send(int... bytes) throws IOException {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            for (int b : bytes) {
                packet.write(b);
            }
            send(packet.toByteArray());
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Reads CONNECT and accepts it, as MQTT 5. */
        public void accept(boolean sessionPresent) throws IOException {
            read(1);
            send(0x20, 3, sessionPresent ? 1 : 0, 0, 0);
        }

        /** Accepts as {@link #accept}, without a session, and says whether it is that client. */
        public boolean acceptOf(String clientId) throws IOException {
            Packet connect = read(1);
            send(0x20, 3, 0, 0, 0);
            int at = 11 + (connect.body().get(10) & 0xFF); // behind the properties, of less than 128 bytes
            byte[] id = new byte[connect.body().get(at + 1) & 0xFF];
            for (int i = 0; i < id.length; i++) {
                id[i] = connect.body().get(at + 2 + i);
            }
            return new String(id, StandardCharsets.UTF_8).equals(clientId);
        }

        /** Reads SUBSCRIBE for one filter and answers with one code, as MQTT 5. */
        public void grant(int code) throws IOException {
            Packet subscribe = read(8);
            send(0x90, 4, subscribe.packetId() >> 8, subscribe.packetId() & 0xFF, 0, code);
        }

        /** Reads UNSUBSCRIBE for one filter, which it returns, and answers with one code, as MQTT 5. */
        public String endSubscription(int code) throws IOException {
            Packet unsubscribe = read(10);
            send(0xB0, 4, unsubscribe.packetId() >> 8, unsubscribe.packetId() & 0xFF, 0, code);
            return unsubscribe.filters().get(0);
        }

        public void publish(String topic, String payload, int packetId, boolean duplicate) throws IOException {
            send(ScriptedBroker.publish(topic, payload, packetId, duplicate));
        }

        /** PUBLISH of MQTT 5 at QoS 2. */
        public void publishTwo(String topic, String payload, int packetId, boolean duplicate) throws IOException {
            byte[] packet = ScriptedBroker.publish(topic, payload, packetId, duplicate);
            packet[0] = (byte) (packet[0] + 2); // the QoS is the two bits above RETAIN
            send(packet);
        }

        /** PUBLISH of MQTT 5 at QoS 0. */
        public void publishZero(String topic, String payload) throws IOException {
            byte[] one = ScriptedBroker.publish(topic, payload, 1, false);
            byte[] zero = without(without(one, 4 + topic.length()), 4 + topic.length());
            zero[0] = 0x30;
            send(zero);
        }

        public void release(int packetId) throws IOException {
            send(0x62, 2, packetId >> 8, packetId & 0xFF);
        }

        /** Answers pings until the client goes. */
        public void linger() throws IOException {
            while (true) {
                if (read().type() == 12) {
                    send(0xD0, 0);
                }
            }
        }
    }

    /** A short packet without one of its bytes. */
    public static byte[] without(byte[] packet, int index) {
        byte[] rest = Arrays.copyOf(packet, packet.length - 1);
        System.arraycopy(packet, index + 1, rest, index, rest.length - index);
        rest[1]--;
        return rest;
    }

    /** PUBLISH of MQTT 5 at QoS 1. */
    public static byte[] publish(String topic, String payload, int packetId, boolean duplicate) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(duplicate ? 0x3A : 0x32);
        int length = 2 + name.length + 2 + 1 + content.length;
        while (length > 0x7F) {
            packet.write((length & 0x7F) | 0x80);
            length >>= 7;
        }
        packet.write(length);
        packet.write(name.length >> 8);
        packet.write(name.length);
        packet.writeBytes(name);
        packet.write(packetId >> 8);
        packet.write(packetId);
        packet.write(0);
        packet.writeBytes(content);
        return packet.toByteArray();
    }
}
