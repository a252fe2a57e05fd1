package io.penstock.s3.format;

/** {@code envelope}: what of a record a file holds. */
public enum Envelope {
    /** The value. */
    NONE,
    /** All that Kafka has of it: {@link EnvelopeFields}. */
    FULL
}
