package io.penstock.s3.format;

import java.nio.ByteBuffer;

/** Primitive values in Avro's binary encoding (Avro 1.12 specification, "Binary Encoding"). */
final class AvroBinary {

    private AvroBinary() {}

    /** An int or a long: zig-zag, seven bits a byte, the lowest first. */
    static void number(Scratch out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void float32(Scratch out, float value) {
        out.writeInt(Float.floatToIntBits(value));
    }

    static void float64(Scratch out, double value) {
        out.writeLong(Double.doubleToLongBits(value));
    }

    /** @throws Unwritable when UTF-8 has no form for it */
    static void text(Scratch out, String value) {
        bytes(out, Utf8.bytes(value));
    }

    static void bytes(Scratch out, byte[] value) {
        number(out, value.length);
        out.write(value, 0, value.length);
    }

    /** @param value bytes or a buffer, which is not used up */
    static byte[] array(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return copy;
        }
        return (byte[]) value;
    }
}
