package io.penstock.s3.format;

import java.util.Optional;

/** {@code s3.compression.type}: how files are compressed, as a whole or, where the format has it, in blocks. */
public enum Compression {
    NONE("", "", Optional.empty()),
    GZIP(".gz", ".gz", Optional.of("gzip")),
    SNAPPY(".snappy", "", Optional.empty()),
    ZSTD(".zstd", ".zst", Optional.of("zstd")),
    LZ4(".lz4", "", Optional.empty());

    private final String blockExtension;
    private final String streamExtension;
    private final Optional<String> contentEncoding;

    Compression(String blockExtension, String streamExtension, Optional<String> contentEncoding) {
        this.blockExtension = blockExtension;
        this.streamExtension = streamExtension;
        this.contentEncoding = contentEncoding;
    }

    /** Of files that are compressed in blocks, to stand before the format's own; with its dot. */
    public String blockExtension() {
        return blockExtension;
    }

    /** Of files that are compressed as a whole, to follow the format's own; with its dot. */
    public String streamExtension() {
        return streamExtension;
    }

    /** Of files that are compressed as a whole. */
    public Optional<String> contentEncoding() {
        return contentEncoding;
    }
}
