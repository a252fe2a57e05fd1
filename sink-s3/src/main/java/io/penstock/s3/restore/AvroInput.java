package io.penstock.s3.restore;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Primitive values in Avro's binary encoding (Avro 1.12 specification, "Binary Encoding"). */
final class AvroInput {

    private static final int MOST_SHIFT = 63;

    private final InputStream in;

    AvroInput(InputStream in) {
        this.in = in;
    }

    /** @return -1 at the end */
    int byteOrEnd() throws IOException {
        return in.read();
    }

    long number() throws IOException {
        return number(required(in.read()));
    }

    /** @param first what was read of it already */
    long number(int first) throws IOException {
        long bits = first & 0x7F;
        int part = first;
        for (int shift = 7; (part & 0x80) != 0; shift += 7) {
            if (shift > MOST_SHIFT) {
                throw new IOException("a number does not end");
            }
            part = required(in.read());
            bits |= (long) (part & 0x7F) << shift;
        }
        return (bits >>> 1) ^ -(bits & 1);
    }

    byte[] bytes() throws IOException {
        return bytes(number());
    }

    byte[] bytes(long length) throws IOException {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new IOException("a length is none");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    private static int required(int read) throws IOException {
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }
}
