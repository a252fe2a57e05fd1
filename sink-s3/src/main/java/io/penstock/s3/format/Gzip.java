package io.penstock.s3.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** RFC 1952: a header without a time, deflated bytes, their checksum and length. */
final class Gzip implements BlockCodec {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER_BYTES = 8;

    private final Deflate deflate = new Deflate();

    @Override
    public int maxLength(int length) {
        return HEADER.length + deflate.maxLength(length) + TRAILER_BYTES;
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target) {
        int deflated = deflate.compress(source, offset, length, target);
        System.arraycopy(target, 0, target, HEADER.length, deflated);
        System.arraycopy(HEADER, 0, target, 0, HEADER.length);
        CRC32 checksum = new CRC32();
        checksum.update(source, offset, length);
        ByteBuffer.wrap(target)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(HEADER.length + deflated, (int) checksum.getValue())
                .putInt(HEADER.length + deflated + Integer.BYTES, length);
        return HEADER.length + deflated + TRAILER_BYTES;
    }
}
