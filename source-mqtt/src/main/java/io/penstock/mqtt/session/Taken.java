package io.penstock.mqtt.session;

import org.jspecify.annotations.Nullable;

/** A message of QoS 1 or 2 that this task has taken. Guarded by whoever guards the memory. */
public final class Taken {
    final int qos;
    final int packetId;
    final long digest;

    /** The session at the broker that its packet id belongs to. */
    int session;

    /** Its packet id is another message's now. */
    boolean stripped;

    /** Its transaction is over: Kafka has the record, or a transform dropped it. */
    boolean settled;

    /** Where it came last. */
    @Nullable
    Arrival arrival;

    /** @param digest of the message: the same in every process */
    public Taken(int qos, int packetId, long digest) {
        this.qos = qos;
        this.packetId = packetId;
        this.digest = digest;
    }

    /** A packet of one connection that is to be answered in its turn. */
    static final class Arrival {
        final int qos;
        final int packetId;
        final int connection;
        boolean answerable;
        boolean answered;
        boolean cancelled;

        Arrival(int qos, int packetId, int connection, boolean answerable) {
            this.qos = qos;
            this.packetId = packetId;
            this.connection = connection;
            this.answerable = answerable;
        }
    }
}
