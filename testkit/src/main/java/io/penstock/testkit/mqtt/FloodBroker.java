package io.penstock.testkit.mqtt;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this process that sends messages as fast as its one subscriber takes them, in MQTT 5 and 3.1.1. It knows as much of
 * the protocol as that takes: there are no publishers, and no session outlives its connection. A PUBACK or PUBREC that comes in
 * another order than its message is a fault. What it costs itself is known, so that a measurement can leave it out.
 *
 * <p>A payload begins with the message's number, from 0, as eight bytes. Thread-safe.
 */
public final class FloodBroker implements AutoCloseable {

    private static final String TOPIC = "plant/7/line/3/temperature";
    private static final int NUMBER_BYTES = 8;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ServerSocket server;
    private final int payloadBytes;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private @Nullable Socket socket;
    private @Nullable Flood flood;
    private @Nullable Exception fault;

    private FloodBroker(ServerSocket server, int payloadBytes) {
        this.server = server;
        this.payloadBytes = payloadBytes;
    }

    /** @param payloadBytes of each message, 8 at least */
    public static FloodBroker start(int payloadBytes) {
        if (payloadBytes < NUMBER_BYTES) {
            throw new IllegalArgumentException("a payload has " + NUMBER_BYTES + " bytes at least");
        }
        try {
            FloodBroker broker =
                    new FloodBroker(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), payloadBytes);
            broker.thread("flood-broker-in", broker::serve);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public synchronized boolean hasSubscriber() {
        throwFault();
        return flood != null;
    }

    /**
     * So many messages more; returns at once.
     *
     * @throws IllegalStateException without a subscriber
     */
    public void send(long messages) {
        flood().more(messages);
    }

    /** Whether all messages have been sent and, above QoS 0, acknowledged completely. */
    public synchronized boolean isDone() {
        throwFault();
        return flood != null && flood.isDone();
    }

    /** @throws IllegalStateException if it takes longer */
    public void awaitDone(Duration limit) throws InterruptedException {
        Flood current = flood();
        if (!current.awaitDone(limit)) {
            throwFault();
            throw new IllegalStateException("not acknowledged within " + limit + ": " + current);
        }
        throwFault();
    }

    /** CPU time of the broker's own threads. */
    public long cpuNanos() {
        return threads.stream()
                .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getId())))
                .sum();
    }

    private synchronized Flood flood() {
        throwFault();
        if (flood == null) {
            throw new IllegalStateException("there is no subscriber");
        }
        return flood;
    }

    private synchronized void throwFault() {
        if (fault != null) {
            throw new IllegalStateException("the connection broke: " + fault, fault);
        }
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void serve() {
        boolean sound = true;
        while (sound) {
            try (Socket accepted = server.accept()) {
                accepted.setTcpNoDelay(true);
                connected(accepted);
                new Connection(accepted).serve();
            } catch (IOException e) {
                // Also when we are closed; whoever still waits hears of it.
                fail(e);
                sound = false;
            } finally {
                disconnected();
            }
        }
    }

    private synchronized void connected(Socket accepted) {
        socket = accepted;
    }

    private synchronized void disconnected() {
        if (flood != null) {
            flood.stop();
        }
        flood = null;
        socket = null;
    }

    private synchronized void subscribed(Flood flooding) {
        flood = flooding;
    }

    private synchronized void fail(Exception e) {
        fault = e;
    }

    @Override
    public synchronized void close() {
        try {
            server.close();
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    /** Reads what the subscriber says. */
    private final class Connection {

        private static final int CONNECT = 1;
        private static final int PUBACK = 4;
        private static final int PUBREC = 5;
        private static final int PUBCOMP = 7;
        private static final int SUBSCRIBE = 8;
        private static final int PINGREQ = 12;
        private static final int DISCONNECT = 14;
        private static final int VERSION_5 = 5;

        private final Buffered buffered;
        private final DataInputStream in;
        private final OutputStream out;
        private int version = VERSION_5;
        private int window = 0xFFFF;
        private @Nullable Flood flooding;

        Connection(Socket socket) throws IOException {
            buffered = new Buffered(socket.getInputStream());
            in = new DataInputStream(buffered);
            out = socket.getOutputStream();
        }

        /** Until the subscriber leaves. */
        void serve() throws IOException {
            for (int header = next(); header >= 0 && header >> 4 != DISCONNECT; header = next()) {
                int length = remainingLength();
                switch (header >> 4) {
                    case PUBACK -> acknowledged(length, Flood::acknowledged);
                    case PUBREC -> acknowledged(length, Flood::received);
                    case PUBCOMP -> acknowledged(length, Flood::completed);
                    case PINGREQ -> write(new byte[] {(byte) 0xD0, 0});
                    case CONNECT -> connect(ByteBuffer.wrap(in.readNBytes(length)));
                    case SUBSCRIBE -> subscribe(ByteBuffer.wrap(in.readNBytes(length)));
                    default -> throw new IOException("a packet of type " + (header >> 4) + " is not expected");
                }
            }
        }

        /** Wakes the writer once for all acknowledgements that have come together. */
        private int next() throws IOException {
            if (flooding != null && buffered.isEmpty()) {
                flooding.wake();
            }
            return in.read();
        }

        private int remainingLength() throws IOException {
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                int digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                if (digit < 0x80) {
                    return length;
                }
            }
        }

        /** @param length more than two bytes where a reason stands after the packet id */
        private void acknowledged(int length, Step step) throws IOException {
            int id = in.readUnsignedShort();
            in.skipNBytes(length - 2L);
            if (flooding == null) {
                throw new IOException("an acknowledgement before a subscription");
            }
            step.take(flooding, id);
        }

        private void connect(ByteBuffer packet) throws IOException {
            packet.position(packet.getShort() + 2);
            version = packet.get();
            packet.position(packet.position() + 3);
            if (version == VERSION_5) {
                window = receiveMaximum(properties(packet));
            }
            write(version == VERSION_5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0});
        }

        private void subscribe(ByteBuffer packet) throws IOException {
            short id = packet.getShort();
            if (version == VERSION_5) {
                properties(packet);
            }
            List<Byte> granted = new ArrayList<>();
            while (packet.hasRemaining()) {
                skip(packet, packet.getShort());
                granted.add((byte) (packet.get() & 3));
            }
            int none = version == VERSION_5 ? 1 : 0;
            ByteBuffer answer = ByteBuffer.allocate(4 + none + granted.size());
            answer.put((byte) 0x90).put((byte) (2 + none + granted.size())).putShort(id);
            answer.position(answer.position() + none);
            granted.forEach(answer::put);
            Flood begun = new Flood(out, granted.get(0), version == VERSION_5, window);
            subscribed(begun);
            write(answer.array());
            flooding = begun;
            thread("flood-broker-out", () -> {
                try {
                    begun.run();
                } catch (IOException e) {
                    fail(e);
                }
            });
        }

        private void write(byte[] packet) throws IOException {
            Flood current = flooding;
            if (current == null) {
                out.write(packet);
            } else {
                current.between(packet);
            }
        }

        private static ByteBuffer properties(ByteBuffer packet) {
            int length = 0;
            int digit = 0x80;
            for (int shift = 0; digit >= 0x80; shift += 7) {
                digit = packet.get() & 0xFF;
                length |= (digit & 0x7F) << shift;
            }
            ByteBuffer properties = packet.slice(packet.position(), length);
            skip(packet, length);
            return properties;
        }

        /** Of CONNECT (MQTT 5, section 3.1.2.11). */
        private static int receiveMaximum(ByteBuffer properties) throws IOException {
            int found = 0xFFFF;
            while (properties.hasRemaining()) {
                int id = properties.get();
                switch (id) {
                    case 0x21 -> found = properties.getShort() & 0xFFFF;
                    case 0x11, 0x27 -> skip(properties, 4);
                    case 0x22 -> skip(properties, 2);
                    case 0x17, 0x19 -> skip(properties, 1);
                    case 0x15, 0x16 -> skip(properties, properties.getShort());
                    case 0x26 -> {
                        skip(properties, properties.getShort());
                        skip(properties, properties.getShort());
                    }
                    default -> throw new IOException("property " + id + " is not expected in CONNECT");
                }
            }
            return found;
        }

        private static void skip(ByteBuffer buffer, int bytes) {
            buffer.position(buffer.position() + bytes);
        }
    }

    /** Tells whether a read would ask the socket. */
    private static final class Buffered extends BufferedInputStream {

        Buffered(InputStream in) {
            super(in, 1 << 16);
        }

        synchronized boolean isEmpty() {
            return pos >= count;
        }
    }

    /** What an acknowledgement does. */
    private interface Step {
        void take(Flood flood, int packetId) throws IOException;
    }

    /**
     * The messages of one subscription. Since almost all is done in order, counts say almost all: the message with number n has
     * packet id n modulo the window, plus one.
     */
    private final class Flood {

        private static final int CHUNK_BYTES = 1 << 16;

        private final OutputStream out;
        private final int qos;
        private final int window;
        private final byte[] template;
        private final int idAt;
        private final int numberAt;
        private final ByteBuffer chunk;
        private long wanted;
        private long sent;
        private long received;
        private long released;
        private long done;
        /** Ids of messages whose handshake has ended before that of an earlier one. */
        private final BitSet ended = new BitSet();

        private boolean stopped;
        private byte @Nullable [] between;

        Flood(OutputStream out, int qos, boolean properties, int window) {
            this.out = out;
            this.qos = qos;
            this.window = window;
            byte[] topic = TOPIC.getBytes(StandardCharsets.UTF_8);
            int length = 2 + topic.length + (qos > 0 ? 2 : 0) + (properties ? 1 : 0) + payloadBytes;
            ByteBuffer packet = ByteBuffer.allocate(length + 5).put((byte) (0x30 | (qos << 1)));
            for (int rest = length; ; rest >>= 7) {
                packet.put((byte) (rest > 0x7F ? (rest & 0x7F) | 0x80 : rest));
                if (rest <= 0x7F) {
                    break;
                }
            }
            packet.putShort((short) topic.length).put(topic);
            idAt = packet.position();
            numberAt = idAt + (qos > 0 ? 2 : 0) + (properties ? 1 : 0);
            template = new byte[numberAt + payloadBytes];
            packet.get(0, template, 0, idAt);
            chunk = ByteBuffer.allocate(Math.max(CHUNK_BYTES, 2 * template.length));
        }

        synchronized void more(long messages) {
            wanted += messages;
            notifyAll();
        }

        synchronized void between(byte[] packet) {
            between = packet;
            notifyAll();
        }

        synchronized void stop() {
            stopped = true;
            notifyAll();
        }

        synchronized boolean isDone() {
            return done == wanted;
        }

        synchronized boolean awaitDone(Duration limit) throws InterruptedException {
            long deadline = System.nanoTime() + limit.toNanos();
            while (!isDone() && !stopped) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return isDone();
        }

        void acknowledged(int id) throws IOException {
            expect(1, "PUBACK", id, done);
            finished();
        }

        /** In any order: only PUBREC and PUBREL have one (MQTT 5, section 4.6). */
        synchronized void completed(int id) throws IOException {
            long number = done + Math.floorMod(id - idOf(done), window);
            if (qos != 2 || id > window || number >= released || ended.get(id)) {
                throw new IOException("PUBCOMP " + id + " at QoS " + qos + " was not asked for: " + this);
            }
            ended.set(id);
            while (ended.get(idOf(done))) {
                ended.clear(idOf(done));
                done++;
            }
        }

        void received(int id) throws IOException {
            expect(2, "PUBREC", id, received);
            synchronized (this) {
                received++;
            }
        }

        private void expect(int forQos, String what, int id, long number) throws IOException {
            if (qos != forQos || id != idOf(number)) {
                throw new IOException(
                        what + " " + id + " at QoS " + qos + ", when " + idOf(number) + " was next: " + this);
            }
        }

        private synchronized void finished() {
            done++;
        }

        synchronized void wake() {
            notifyAll();
        }

        /** Writes until it is stopped. */
        void run() throws IOException {
            while (fill()) {
                out.write(chunk.array(), 0, chunk.position());
                if (qos == 0) {
                    written();
                }
            }
        }

        private synchronized void written() {
            done = sent;
            notifyAll();
        }

        /** @return false if it is over */
        private synchronized boolean fill() {
            try {
                while (!stopped && between == null && released == received && !mayPublish()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            chunk.clear();
            if (between != null) {
                chunk.put(between);
                between = null;
            }
            while (released < received && chunk.remaining() >= 4) {
                chunk.put((byte) 0x62).put((byte) 2).putShort((short) idOf(released++));
            }
            while (mayPublish() && chunk.remaining() >= template.length) {
                publish();
            }
            return !stopped;
        }

        private boolean mayPublish() {
            return sent < wanted && (qos == 0 || sent - done < window);
        }

        private void publish() {
            int at = chunk.position();
            chunk.put(template);
            if (qos > 0) {
                chunk.putShort(at + idAt, (short) idOf(sent));
            }
            chunk.putLong(at + numberAt, sent++);
        }

        private int idOf(long number) {
            return (int) (number % window) + 1;
        }

        @Override
        public synchronized String toString() {
            return done + " done of " + sent + " sent of " + wanted;
        }
    }
}
