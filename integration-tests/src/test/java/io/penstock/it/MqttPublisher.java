package io.penstock.it;

import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Publishes at QoS 1 over MQTT 3.1.1 (OASIS standard of 2014) and notes which messages the broker took over by PUBACK: from
 * then on nobody may lose them. One thread publishes, an own one reads the answers.
 */
final class MqttPublisher implements AutoCloseable {

    private static final int WINDOW = 1_000;
    private static final int PACKET_IDS = 0xFFFF;
    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH_QOS1 = 0x32;
    private static final int PUBACK = 0x40;
    private static final int DISCONNECT = 0xE0;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Socket socket;
    private final DataOutputStream out;
    private final Map<Integer, Integer> inFlight = new ConcurrentHashMap<>();
    private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final Semaphore window = new Semaphore(WINDOW);
    private int lastPacketId;
    private int published;

    private MqttPublisher(Socket socket, DataOutputStream out, DataInputStream in) {
        this.socket = socket;
        this.out = out;
        Thread reader = new Thread(() -> readAnswers(in), "mqtt-publisher");
        reader.setDaemon(true);
        reader.start();
    }

    /** @param broker {@code tcp://host:port}, anonymous */
    static MqttPublisher connect(URI broker, String clientId) throws IOException {
        Socket socket = new Socket(broker.getHost(), broker.getPort());
        socket.setTcpNoDelay(true);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeUTF("MQTT");
        fields.writeByte(4);
        fields.writeByte(2); // clean session
        fields.writeShort(0); // no keep-alive
        fields.writeUTF(clientId);
        writePacket(out, CONNECT, body.toByteArray());
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = in.readNBytes(4);
        if (answer.length != 4 || answer[0] != CONNACK || answer[3] != 0) {
            throw new IOException("the broker at " + broker + " refused the connection");
        }
        return new MqttPublisher(socket, out, in);
    }

    /**
     * Sends one message; waits while a thousand are unanswered.
     *
     * @param id under which {@link #acknowledged()} will list it
     */
    void publish(String topic, byte[] payload, int id) throws IOException {
        takeRoom();
        lastPacketId = lastPacketId % PACKET_IDS + 1;
        inFlight.put(lastPacketId, id);
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream(name.length + payload.length + 4);
        DataOutputStream fields = new DataOutputStream(body);
        fields.writeShort(name.length);
        fields.write(name);
        fields.writeShort(lastPacketId);
        fields.write(payload);
        writePacket(out, PUBLISH_QOS1, body.toByteArray());
        published++;
        if (published % 100 == 0) {
            out.flush();
        }
    }

    /** Sends what is still buffered here. */
    void flush() throws IOException {
        out.flush();
    }

    /** Waits until the broker has answered for every message. */
    void awaitAcknowledged() throws IOException {
        flush();
        await("PUBACK of every message").atMost(PATIENCE).until(inFlight::isEmpty);
    }

    /** The ids of all messages that the broker has taken over. */
    Set<Integer> acknowledged() {
        return new TreeSet<>(acknowledged);
    }

    private void takeRoom() throws IOException {
        if (window.tryAcquire()) {
            return;
        }
        out.flush();
        try {
            if (!window.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "the broker owes " + inFlight.size() + " PUBACKs for " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a PUBACK", e);
        }
    }

    private void readAnswers(DataInputStream in) {
        try {
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = in.readNBytes(in.readUnsignedByte()); // all answers are shorter than 128 bytes
                if (type == PUBACK) {
                    Integer id = inFlight.remove((body[0] & 0xFF) << 8 | (body[1] & 0xFF));
                    if (id != null) {
                        acknowledged.add(id);
                        window.release();
                    }
                }
            }
        } catch (EOFException e) {
            // The other side has closed; whoever waits for an answer runs into its time limit.
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void writePacket(DataOutputStream out, int type, byte[] body) throws IOException {
        out.writeByte(type);
        int rest = body.length;
        do {
            out.writeByte(rest > 127 ? (rest & 0x7F) | 0x80 : rest);
            rest >>= 7;
        } while (rest > 0);
        out.write(body);
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            writePacket(out, DISCONNECT, new byte[0]);
            out.flush();
        }
    }
}
