package io.penstock.s3.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses Parquet's pages; what it gives is good until the next page. Thread-confined. */
final class PageCompressor implements BytesInputCompressor {

    private static final ByteBufferAllocator HEAP = HeapByteBufferAllocator.getInstance();
    private static final int KEPT_BYTES = 2 * 1024 * 1024;

    private final CompressionCodecName name;
    private final BlockCodec codec;
    private byte[] compressed = new byte[0];

    PageCompressor(Compression compression) {
        this.name = switch (compression) {
            case NONE -> CompressionCodecName.UNCOMPRESSED;
            case GZIP -> CompressionCodecName.GZIP;
            case SNAPPY -> CompressionCodecName.SNAPPY;
            case ZSTD -> CompressionCodecName.ZSTD;
            case LZ4 -> CompressionCodecName.LZ4_RAW;
        };
        this.codec = compression == Compression.GZIP ? new Gzip() : BlockCodec.of(compression);
    }

    /** The most bytes that so many become. */
    int maxLength(int length) {
        return codec.maxLength(length);
    }

    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        if (name == CompressionCodecName.UNCOMPRESSED) {
            return page;
        }
        ByteBuffer raw = page.toByteBuffer(HEAP, unused -> {}); // in one piece it is not copied
        int most = codec.maxLength(raw.remaining());
        if (compressed.length < most || compressed.length > Math.max(most, KEPT_BYTES)) {
            compressed = new byte[most];
        }
        return BytesInput.from(
                compressed,
                0,
                codec.compress(raw.array(), raw.arrayOffset() + raw.position(), raw.remaining(), compressed));
    }

    @Override
    public CompressionCodecName getCodecName() {
        return name;
    }

    @Override
    public void release() {
        compressed = new byte[0];
    }
}
