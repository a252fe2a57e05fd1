package io.penstock.mqtt.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cursor over one whole packet: the first header byte and the body. It may be a view into the read buffer, valid until the next frame is read; all that is taken out of it
 * is copied. Every read past the end is a malformed packet. Used by the reading thread.
 */
final class Frame {
    private final int header;
    private final byte[] bytes;
    private final int start;
    private final int end;
    private int position;

    Frame(int header, byte[] bytes, int from, int length) {
        this.header = header;
        this.bytes = bytes;
        this.start = from;
        this.position = from;
        this.end = from + length;
    }

    int type() {
        return header >> 4;
    }

    int flags() {
        return header & 0x0F;
    }

    int remaining() {
        return end - position;
    }

    int u8() throws MqttProtocolException {
        need(1);
        return bytes[position++] & 0xFF;
    }

    int u16() throws MqttProtocolException {
        need(2);
        int value = ((bytes[position] & 0xFF) << 8) | (bytes[position + 1] & 0xFF);
        position += 2;
        return value;
    }

    long u32() throws MqttProtocolException {
        return ((long) u16() << 16) | u16();
    }

    /** Variable byte integer: at most four bytes, in the shortest form [MQTT-1.5.5-1]. */
    int variableInt() throws MqttProtocolException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = u8();
            value |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) {
                if (digit == 0 && shift > 0) {
                    throw MqttProtocolException.malformed("a variable byte integer is longer than it need be");
                }
                return value;
            }
        }
        throw MqttProtocolException.malformed("a variable byte integer has more than four bytes");
    }

    /** Well-formed UTF-8 without U+0000 [MQTT-1.5.4-1] [MQTT-1.5.4-2]; a byte order mark is kept [MQTT-1.5.4-3]. */
    String utf8() throws MqttProtocolException {
        int length = u16();
        need(length);
        int from = position;
        position += length;
        for (int i = from; i < position; i++) {
            if (bytes[i] <= 0) { // null, or above ASCII
                return decode(from, length);
            }
        }
        return new String(bytes, from, length, StandardCharsets.US_ASCII);
    }

    private String decode(int from, int length) throws MqttProtocolException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder() // reports malformed input instead of replacing it
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw MqttProtocolException.malformed("a string has a null character");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw MqttProtocolException.malformed("a string is not well-formed UTF-8");
        }
    }

    /** As {@link #utf8}, but what is not well-formed is replaced: for messages to people only. */
    String text() throws MqttProtocolException {
        return new String(binary(), StandardCharsets.UTF_8);
    }

    byte[] binary() throws MqttProtocolException {
        return take(u16());
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return rest;
    }

    /** The same from its beginning. */
    Frame again() {
        return new Frame(header, bytes, start, end - start);
    }

    /** The next {@code length} bytes as a frame of their own, over the same array. */
    Frame slice(int length) throws MqttProtocolException {
        need(length);
        Frame slice = new Frame(header, bytes, position, length);
        position += length;
        return slice;
    }

    void expectEnd(String what) throws MqttProtocolException {
        if (position != end) {
            throw MqttProtocolException.malformed(what + " has " + remaining() + " bytes too many");
        }
    }

    private byte[] take(int length) throws MqttProtocolException {
        need(length);
        byte[] taken = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return taken;
    }

    private void need(int length) throws MqttProtocolException {
        if (end - position < length) {
            throw MqttProtocolException.malformed(
                    "a packet ends " + (length - (end - position)) + " bytes before a field in it does");
        }
    }
}
