package io.penstock.s3.format;

/** A value, or a schema, that has no form in the format. The message names its kind and place, never the value. */
final class Unwritable extends RuntimeException {

    Unwritable(String message) {
        super(message);
    }
}
