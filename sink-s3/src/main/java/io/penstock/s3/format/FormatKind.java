package io.penstock.s3.format;

/** {@code format}: what a record looks like in a file. */
public enum FormatKind {
    JSONL,
    BYTES,
    AVRO,
    PARQUET;

    /** Whether a file has one schema. */
    public boolean hasSchema() {
        return this == AVRO || this == PARQUET;
    }

    /** Whether such files can be compressed so. */
    public boolean has(Compression compression) {
        return switch (this) {
            case JSONL, BYTES -> compression != Compression.SNAPPY && compression != Compression.LZ4;
            case AVRO -> compression != Compression.LZ4;
            case PARQUET -> true;
        };
    }
}
