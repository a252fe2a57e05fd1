package io.penstock.bench.mqtt;

import io.penstock.bench.measure.CpuClock;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Publishes to one topic at QoS 1, in MQTT 3.1.1, with as little as that takes, on a thread of its own whose cost is known. */
final class Publisher implements AutoCloseable {

    private static final int BURST = 100;
    private static final int CONNECT = 0x10;
    private static final int PUBLISH_QOS_1 = 0x32;
    private static final int PUBACK_BYTES = 4;
    private static final int VERSION = 4;
    private static final int CLEAN_SESSION = 2;
    private static final int KEEP_ALIVE_OFF = 0;

    private final AtomicLong threadId = new AtomicLong(-1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "bench-publisher");
        made.setDaemon(true);
        threadId.set(made.getId());
        return made;
    });
    private final Socket socket;
    private final DataInputStream in;
    private final byte[] topic;

    Publisher(int port, String topic) {
        this.topic = topic.getBytes(StandardCharsets.UTF_8);
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            socket.getOutputStream().write(connect("publisher-of-" + topic.replace('/', '-')));
            if (in.readInt() != 0x20020000) {
                throw new IOException("the broker does not let the publisher in");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its thread has used. */
    CpuClock cpu() {
        return () -> threadId.get() < 0
                ? 0
                : Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId.get()));
    }

    /**
     * Numbered messages; returns at once.
     *
     * @param ahead how many may be with the broker, or on their way from there
     * @param taken how many of these have been taken
     * @return done when the broker has acknowledged all
     */
    Future<?> publish(long first, long count, long ahead, LongSupplier taken) {
        return thread.submit(() -> {
            long published = 0;
            while (published < count) {
                long room = Math.min(ahead - (published - taken.getAsLong()), count - published);
                if (room <= 0) {
                    LockSupport.parkNanos(100_000);
                } else {
                    int burst = (int) Math.min(room, BURST);
                    publish(first + published, burst);
                    published += burst;
                }
            }
            return null;
        });
    }

    private void publish(long first, int burst) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream packets = new DataOutputStream(bytes);
        for (int i = 0; i < burst; i++) {
            packets.writeByte(PUBLISH_QOS_1);
            writeLength(packets, 2 + topic.length + 2 + Feed.PAYLOAD_BYTES);
            packets.writeShort(topic.length);
            packets.write(topic);
            packets.writeShort(i + 1);
            packets.writeLong(first + i);
            packets.write(new byte[Feed.PAYLOAD_BYTES - Long.BYTES]);
        }
        socket.getOutputStream().write(bytes.toByteArray());
        in.skipNBytes((long) burst * PUBACK_BYTES);
    }

    private static byte[] connect(String clientId) throws IOException {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream packet = new DataOutputStream(bytes);
        packet.writeByte(CONNECT);
        writeLength(packet, 10 + 2 + id.length);
        packet.writeUTF("MQTT");
        packet.writeByte(VERSION);
        packet.writeByte(CLEAN_SESSION);
        packet.writeShort(KEEP_ALIVE_OFF);
        packet.writeShort(id.length);
        packet.write(id);
        return bytes.toByteArray();
    }

    private static void writeLength(DataOutputStream out, int length) throws IOException {
        int rest = length;
        while (rest > 0x7F) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>= 7;
        }
        out.writeByte(rest);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
