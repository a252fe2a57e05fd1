package io.penstock.s3.format;

import java.util.Optional;

/** {@code s3.compression.type}: how files are compressed, as a whole or, where the format has it, in blocks. */
public enum Compression {
    NONE("", Optional.empty(), 0, 0),
    /** The JDK's deflater: about 256 KiB of native memory, and up to a block of output that it holds back. */
    GZIP(".gz", Optional.of("gzip"), 288 * 1024, 128 * 1024),
    /** In blocks; the names of files have it where they have a codec at all. */
    SNAPPY(".snappy", Optional.empty(), 0, 0),
    ZSTD(".zstd", Optional.empty(), 0, 0),
    LZ4(".lz4", Optional.empty(), 0, 0);

    private final String extension;
    private final Optional<String> contentEncoding;
    private final int memoryBytes;
    private final int heldBackBytes;

    Compression(String extension, Optional<String> contentEncoding, int memoryBytes, int heldBackBytes) {
        this.extension = extension;
        this.contentEncoding = contentEncoding;
        this.memoryBytes = memoryBytes;
        this.heldBackBytes = heldBackBytes;
    }

    /** With its dot, to follow the format's own. */
    public String extension() {
        return extension;
    }

    public Optional<String> contentEncoding() {
        return contentEncoding;
    }

    /** The most that a compressor gives out later than it took it in, rounded up. */
    public int heldBackBytes() {
        return heldBackBytes;
    }

    /** What an open compressor takes beside the bytes that it has given out, rounded up. */
    public int memoryBytes() {
        return memoryBytes;
    }
}
