package io.penstock.s3.writer;

/**
 * The put has asked the store for as long as it may. Nothing has failed: whoever throws this can be called again, and goes on where
 * it was.
 */
final class OutOfTime extends RuntimeException {

    OutOfTime() {
        super("this put has taken its time", null, false, false); // no stack trace: it is thrown in ordinary work
    }
}
