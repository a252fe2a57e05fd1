package io.penstock.mqtt.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts the byte stream into frames. A packet that says it is longer than allowed is refused before a byte of it is kept; for one that is allowed but large, memory grows only as its bytes
 * arrive: at most twice what has come. Used by the reading thread alone.
 */
final class FrameReader {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LENGTH_BYTES_MAX = 4;

    private final InputStream in;
    private final int maxPacketBytes;
    private final Liveness liveness;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;

    FrameReader(InputStream in, int maxPacketBytes, Liveness liveness) {
        this.in = in;
        this.maxPacketBytes = maxPacketBytes;
        this.liveness = liveness;
    }

    /**
     * Blocks until a whole packet is there.
     *
     * @return valid until the next call
     * @throws MqttProtocolException if its length is malformed or beyond the maximum packet size
     * @throws EOFException if the broker closed the connection
     */
    Frame next() throws IOException {
        int header = nextByte();
        int length = remainingLength();
        if (length <= BUFFER_BYTES) {
            require(length);
            Frame frame = new Frame(header, buffer, position, length);
            position += length;
            return frame;
        }
        return new Frame(header, readLarge(length), 0, length);
    }

    /** Whether {@link #next()} does not have to read. */
    boolean hasWhole() {
        int at = position + 1;
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX && at < limit; i++) {
            int digit = buffer[at++];
            length |= (digit & 0x7F) << (7 * i);
            if (digit >= 0) {
                return length <= limit - at;
            }
        }
        return false;
    }

    /** Whether something of the next packet is here already. */
    boolean buffered() {
        return limit > position;
    }

    /** Reads what comes first; only between packets. */
    void fill() throws IOException {
        position = 0;
        limit = 0;
        limit = read(buffer, 0, BUFFER_BYTES);
    }

    private int remainingLength() throws IOException {
        int length = 0;
        for (int i = 0; i < LENGTH_BYTES_MAX; i++) {
            int digit = nextByte();
            length |= (digit & 0x7F) << (7 * i);
            if ((digit & 0x80) == 0) {
                if (digit == 0 && i > 0) {
                    throw MqttProtocolException.malformed("the remaining length is longer than it need be");
                }
                // The maximum counts the whole packet: type byte and length bytes too (section 3.1.2.11.4).
                if (length > maxPacketBytes - 2 - i) {
                    throw new MqttProtocolException(
                            ReasonCode.PACKET_TOO_LARGE,
                            "a packet of " + (length + 2L + i) + " bytes is beyond mqtt.max.packet.bytes="
                                    + maxPacketBytes);
                }
                return length;
            }
        }
        throw MqttProtocolException.malformed("the remaining length has more than four bytes");
    }

    private int nextByte() throws IOException {
        require(1);
        return buffer[position++] & 0xFF;
    }

    private void require(int count) throws IOException {
        if (position + count > BUFFER_BYTES) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        while (limit - position < count) {
            limit += read(buffer, limit, BUFFER_BYTES - limit);
        }
    }

    private byte[] readLarge(int length) throws IOException {
        int count = limit - position;
        byte[] body = Arrays.copyOfRange(buffer, position, position + Math.min(length, BUFFER_BYTES));
        position = limit;
        while (count < length) {
            if (count == body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, 2L * body.length));
            }
            count += read(body, count, body.length - count);
        }
        return body;
    }

    private int read(byte[] target, int from, int length) throws IOException {
        liveness.readBegins();
        int count = in.read(target, from, length);
        if (count < 0) {
            throw new EOFException("the broker closed the connection");
        }
        liveness.bytesCame();
        return count;
    }
}
