package io.penstock.s3.restore;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers and texts in as few bytes as they take, one after the other; written, then read in the same order. Thread-confined. */
final class Packed {

    private static final int LEAST_BYTES = 256;

    private byte[] bytes;
    private int at;

    /** To be written. */
    Packed() {
        this(new byte[LEAST_BYTES]);
    }

    /** To be read. */
    Packed(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Seven bits a byte, the lowest first. */
    void write(long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            write((byte) (rest | 0x80));
            rest >>>= 7;
        }
        write((byte) rest);
    }

    /** A number that may be negative, and is small mostly. */
    void writeSigned(long number) {
        write((number << 1) ^ (number >> 63));
    }

    void write(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        write(utf8.length);
        write(utf8, 0, utf8.length);
    }

    void write(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, at, length);
        at += length;
    }

    private void write(byte part) {
        room(1);
        bytes[at++] = part;
    }

    private void room(int more) {
        if (bytes.length - at < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, at + more));
        }
    }

    /** What was written since the last time. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, at);
        at = 0;
        return taken;
    }

    long read() {
        long number = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = bytes[at++];
            number |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return number;
            }
        }
    }

    long readSigned() {
        long number = read();
        return (number >>> 1) ^ -(number & 1);
    }

    String readText() {
        int length = (int) read();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    void read(byte[] target, int from, int length) {
        System.arraycopy(bytes, at, target, from, length);
        at += length;
    }
}
