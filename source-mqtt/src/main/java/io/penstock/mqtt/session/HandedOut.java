package io.penstock.mqtt.session;

import org.jspecify.annotations.Nullable;

/** A record in Connect's hands, and what follows once it is stored. Made and read by {@link SessionMemory}. */
public final class HandedOut {
    final @Nullable Taken message;
    final Snapshot snapshot;
    final boolean bookkeeping;
    final long sequence;
    final int session;
    final int connection;
    boolean settled;

    /**
     * @param message null for a bookkeeping record, and for a message of QoS 0
     * @param bookkeeping whether there is no message of any QoS
     * @param sequence place among all records of this task
     * @param session the session at the broker when it was handed out
     * @param connection the newest connection when it was handed out
     */
    HandedOut(
            @Nullable Taken message,
            boolean bookkeeping,
            Snapshot snapshot,
            long sequence,
            int session,
            int connection) {
        this.message = message;
        this.bookkeeping = bookkeeping;
        this.snapshot = snapshot;
        this.sequence = sequence;
        this.session = session;
        this.connection = connection;
    }

    /** Whether it carries no message, of whatever QoS. */
    public boolean bookkeeping() {
        return bookkeeping;
    }

    /** For the record's source offset. */
    public Snapshot snapshot() {
        return snapshot;
    }
}
