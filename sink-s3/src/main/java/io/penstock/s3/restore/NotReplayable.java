package io.penstock.s3.restore;

/** What a file holds cannot be replayed. The message names no value. */
final class NotReplayable extends RuntimeException {

    NotReplayable(String message) {
        super(message);
    }
}
