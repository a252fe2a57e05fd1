package io.penstock.s3.config;

/** {@code behavior.on.null.values}: what becomes of a record without a value. */
public enum NullValues {
    /** It is written as the format writes null. */
    WRITE,
    /** It is passed over; the position advances. */
    IGNORE,
    /** The task fails. */
    FAIL,
    /** It goes to the dead letter queue. */
    DLQ
}
