package io.penstock.s3.format;

import java.io.IOException;

/** A value that has no form in JSON. The message names its kind and place, never the value. */
final class Unwritable extends IOException {

    Unwritable(String message) {
        super(message);
    }
}
