package io.penstock.s3.format;

import java.util.zip.Deflater;

/**
 * RFC 1951, without a header, at the JDK's level. Its native memory, about 256 KiB, is one block's at a time and stands beside the
 * buffer.
 */
final class Deflate implements BlockCodec {

    @Override
    public int maxLength(int length) {
        // Stored blocks: five bytes for every 16 KiB at most, and a few to end.
        return length + (length >> 12) + 64;
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(source, offset, length);
            deflater.finish();
            int written = 0;
            while (!deflater.finished()) {
                int more = deflater.deflate(target, written, target.length - written);
                if (more == 0) {
                    throw new IllegalStateException("a block grew beyond what was thought possible");
                }
                written += more;
            }
            return written;
        } finally {
            deflater.end();
        }
    }
}
