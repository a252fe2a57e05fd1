package io.penstock.mqtt.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's end of a WebSocket (RFC 6455), written by hand, which cuts what it sends into frames and fragments as a test tells it. */
public final class ScriptedWebSocket implements ScriptedBroker.Framing {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    public static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final String ENDLESS = "200 OK";

    /** Request lines and headers, as sent, of all handshakes. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    /** Kinds of the frames that clients sent, pongs among them. */
    public final List<Integer> received = new CopyOnWriteArrayList<>();

    /** Of answers without an end: how many began, and how many clients still take. */
    public final AtomicInteger begun = new AtomicInteger();

    public final AtomicInteger taken = new AtomicInteger();

    private final int fragment;
    private final String answer;
    private final boolean text;

    private ScriptedWebSocket(int fragment, String answer, boolean text) {
        this.fragment = fragment;
        this.answer = answer;
        this.text = text;
    }

    /** @param fragment bytes of each fragment; each two are a message of their own, with an empty fragment and a ping between them */
    public static ScriptedWebSocket cutting(int fragment) {
        return new ScriptedWebSocket(fragment, "101 Switching Protocols\r\nSec-WebSocket-Protocol: mqtt", false);
    }

    public static ScriptedWebSocket answering(String statusAndHeaders) {
        return new ScriptedWebSocket(1000, statusAndHeaders, false);
    }

    /** No broker, but a page that goes on and on. */
    public static ScriptedWebSocket answeringWithoutEnd() {
        return new ScriptedWebSocket(1000, ENDLESS, false);
    }

    public static ScriptedWebSocket ofText() {
        return new ScriptedWebSocket(1000, "101 Switching Protocols\r\nSec-WebSocket-Protocol: mqtt", true);
    }

    @Override
    public InputStream input(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        List<String> head = head(in);
        requests.addAll(head);
        if (answer.equals(ENDLESS)) {
            answerWithoutEnd(socket.getOutputStream());
        }
        String key = head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .findFirst()
                .orElseThrow()
                .substring(18)
                .trim();
        socket.getOutputStream()
                .write(("HTTP/1.1 " + answer + (answer.startsWith("101") ? "" : "\r\nContent-Length: 0")
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(key) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new Unframed(in);
    }

    /** Ends when the client hangs up. */
    private void answerWithoutEnd(OutputStream out) throws IOException {
        begun.incrementAndGet();
        taken.incrementAndGet();
        try {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write("event\n".getBytes(StandardCharsets.US_ASCII));
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            taken.decrementAndGet();
        }
    }

    private static List<String> head(DataInputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.readUnsignedByte();
            if (c == '\n') {
                if (line.isEmpty()) {
                    return lines;
                }
                lines.add(line.toString());
                line.setLength(0);
            } else if (c != '\r') {
                line.append((char) c);
            }
        }
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public OutputStream output(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                ByteArrayOutputStream frames = new ByteArrayOutputStream();
                boolean first = true;
                for (int at = from; at < from + length; at += fragment) {
                    int count = Math.min(fragment, from + length - at);
                    boolean last = !first || at + count == from + length;
                    frame(frames, first ? (text ? TEXT : BINARY) : CONTINUATION, last, bytes, at, count);
                    if (!last) {
                        frame(frames, CONTINUATION, false, bytes, 0, 0);
                        frame(frames, PING, true, bytes, at, 1);
                    }
                    first = last;
                }
                out.write(frames.toByteArray());
                out.flush();
            }
        };
    }

    private static void frame(ByteArrayOutputStream out, int kind, boolean last, byte[] bytes, int from, int count) {
        out.write(kind | (last ? FIN : 0));
        if (count < 126) {
            out.write(count);
        } else if (count < 65_536) {
            out.write(126);
            out.write(count >> 8);
            out.write(count);
        } else {
            out.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                out.write((int) ((long) count >> shift));
            }
        }
        out.write(bytes, from, count);
    }

    /** The payloads of a client's binary frames. */
    private final class Unframed extends InputStream {
        private final DataInputStream in;
        private byte[] payload = new byte[0];
        private int position;

        Unframed(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            try {
                while (position == payload.length) {
                    next();
                }
            } catch (EOFException e) {
                return -1;
            }
            int count = Math.min(length, payload.length - position);
            System.arraycopy(payload, position, target, from, count);
            position += count;
            return count;
        }

        private void next() throws IOException {
            int kind = in.readUnsignedByte() & 0x0F;
            received.add(kind);
            int length = in.readUnsignedByte() & 0x7F;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = (int) in.readLong();
            }
            byte[] mask = in.readNBytes(4);
            byte[] content = in.readNBytes(length);
            for (int i = 0; i < length; i++) {
                content[i] ^= mask[i % 4];
            }
            if (kind == CLOSE) {
                throw new EOFException();
            }
            if (kind == BINARY || kind == CONTINUATION) {
                payload = content;
                position = 0;
            } else if (kind != PONG) {
                throw new UncheckedIOException(new IOException("a client sent a frame of kind " + kind));
            }
        }
    }
}
