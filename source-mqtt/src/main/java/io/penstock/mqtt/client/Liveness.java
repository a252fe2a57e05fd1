package io.penstock.mqtt.client;

import java.util.function.LongSupplier;

/**
 * Tells a dead connection from one that nobody reads. A connection is dead when a PINGREQ is unanswered while the reader has waited for bytes all the time; as long as the reader is
 * held up elsewhere (its buffer is full, since Kafka is away), silence says nothing. Any byte counts as an answer.
 *
 * <p>Written by the reading and the keep-alive thread, each its own fields; times are of the nano ticker.
 */
final class Liveness {
    private final LongSupplier ticker;
    private volatile boolean waiting;
    private volatile long waitingSince;
    private volatile boolean pingOpen;
    private volatile long pingSent;

    Liveness(LongSupplier ticker) {
        this.ticker = ticker;
        this.waitingSince = ticker.getAsLong();
        this.pingSent = waitingSince;
    }

    void readBegins() {
        if (!waiting) { // a wait that is cut into pieces is one wait
            waitingSince = ticker.getAsLong();
            waiting = true;
        }
    }

    void bytesCame() {
        waiting = false;
        pingOpen = false;
    }

    /** A PINGREQ is about to be handed to the writer. One that is still unanswered keeps its own, earlier time. */
    void pinged() {
        if (!pingOpen) {
            pingSent = ticker.getAsLong();
            pingOpen = true;
        }
    }

    boolean dead(long timeoutNanos) {
        if (!waiting || !pingOpen) {
            return false;
        }
        long now = ticker.getAsLong();
        return now - waitingSince > timeoutNanos && now - pingSent > timeoutNanos;
    }
}
