package io.penstock.s3.writer;

import java.time.Duration;

/**
 * How long the task's thread asks the store at a stretch, so that a slow one costs nobody the group ({@code max.poll.interval.ms}).
 * Together they are less than the five seconds that Connect gives a task to stop, which may begin with a put; only a request
 * that is under way is not cut short.
 */
final class Waits {

    /** Of a put. */
    static final Duration PUT = Duration.ofSeconds(3);

    /** Of these, for claims; the rest is for what is claimed. */
    static final Duration CLAIMS = Duration.ofMillis(1_500);

    /** For the uploads that no commit record can list. */
    static final Duration CLOSING = Duration.ofMillis(1_200);

    /** For the last requests of claims that were given up. */
    static final Duration ENDING = Duration.ofMillis(500);

    private Waits() {}
}
