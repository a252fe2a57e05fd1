package io.penstock.s3.config;

/** {@code s3.checksum}: whether bodies carry a CRC32. */
public enum Checksum {
    /** As {@link #CRC32} at AWS, as {@link #REQUIRED} where {@code store.url} is set. */
    AUTO,
    /** Only where S3's interface demands one, which none of the sink's requests does. */
    REQUIRED,
    CRC32
}
