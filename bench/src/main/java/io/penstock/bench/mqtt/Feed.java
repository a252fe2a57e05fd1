package io.penstock.bench.mqtt;

import io.penstock.bench.measure.WrongResultException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One contestant's messages, and what has come of them. Taken from on one thread at a time. */
interface Feed extends AutoCloseable {

    int PAYLOAD_BYTES = 200;

    /** What a subscriber allows, the same for all; a broker's own limit is often smaller. */
    int RECEIVE_MAXIMUM = 10_000;

    /** For a round. */
    void reset();

    /** All of a round's messages; returns at once. */
    void begin();

    void take(byte[] payload);

    /** Whether all messages have come. */
    boolean isDone();

    /** For a round; what has not come then is missing. */
    Duration limit();

    /** @throws WrongResultException if something came twice or not at all */
    long check();

    @Override
    void close();

    /** For clients that take on their own threads. */
    default void awaitDone() {
        long deadline = System.nanoTime() + limit().toNanos();
        while (!isDone() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(200_000);
        }
    }
}
