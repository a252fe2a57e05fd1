package io.penstock.mqtt.intake;

import io.penstock.mqtt.session.HandedOut;
import io.penstock.mqtt.session.Snapshot;
import io.penstock.mqtt.session.Taken;
import org.jspecify.annotations.Nullable;

/**
 * One message that this process has taken and that the broker may send again. It does not hold the payload, since it may outlive it. Guarded by the intake's lock.
 */
public final class Delivery {
    /** Packet id of messages at QoS 0, which are never acknowledged. */
    static final int NO_ID = 0;

    final int qos;
    final int packetId;
    final long fingerprint;
    final long bytes;
    final long arrivedNanos;

    /** Among all messages that came, since it was queued. */
    long place;

    /** Kafka has the record, or a transform dropped it. */
    boolean durable;

    /** Another message came under the same identifier: the broker has forgotten this one. */
    boolean superseded;

    /** Its PUBREC was sent on {@link #connection}; from then on the broker may answer with PUBREL. */
    boolean acknowledged;

    /** The connection that brought it last. */
    int connection;

    /** With exactly once, at QoS 1 and 2. */
    @Nullable
    Taken taken;

    /** With exactly once, since it was handed to Connect. */
    @Nullable
    HandedOut record;

    Delivery(int qos, int packetId, long fingerprint, long bytes, long arrivedNanos) {
        this.qos = qos;
        this.packetId = packetId;
        this.fingerprint = fingerprint;
        this.bytes = bytes;
        this.arrivedNanos = arrivedNanos;
    }

    /** A record of its own, without a message. */
    static Delivery bookkeeping() {
        return new Delivery(0, NO_ID, 0, 0, 0);
    }

    /**
     * What the record's source offset remembers.
     *
     * @throws IllegalStateException if it was not handed out, or not with exactly once: an offset that says nothing would take the place of the memory
     */
    public Snapshot remembered() {
        HandedOut handedOut = record;
        if (handedOut == null) {
            throw new IllegalStateException("a message becomes a record though it was not handed out");
        }
        return handedOut.snapshot();
    }

    boolean isBookkeeping() {
        return record != null && record.bookkeeping();
    }
}
