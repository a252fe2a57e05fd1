package io.penstock.s3.format;

import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;

/** Compresses blocks that are in memory whole, and holds no memory between them. Thread-confined. */
interface BlockCodec {

    /** The most bytes that so many become. */
    int maxLength(int length);

    /** @return how many bytes were written, from the beginning of {@code target} on */
    int compress(byte[] source, int offset, int length, byte[] target);

    /** A codec that has a form of its own, not that of a file; not for {@link Compression#GZIP}, which has several. */
    static BlockCodec of(Compression compression) {
        return switch (compression) {
            case NONE -> new Plain();
            case SNAPPY -> new Java(new SnappyCompressor());
            case ZSTD -> new Java(new ZstdCompressor());
            case LZ4 -> new Java(new Lz4Compressor());
            case GZIP -> throw new IllegalArgumentException("there are several forms of it");
        };
    }

    /** Copies. */
    record Plain() implements BlockCodec {

        @Override
        public int maxLength(int length) {
            return length;
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target) {
            System.arraycopy(source, offset, target, 0, length);
            return length;
        }
    }

    /** One of a library's. */
    record Java(Compressor compressor) implements BlockCodec {

        @Override
        public int maxLength(int length) {
            return compressor.maxCompressedLength(length);
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target) {
            return compressor.compress(source, offset, length, target, 0, target.length);
        }
    }
}
