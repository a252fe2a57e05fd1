package io.penstock.mqtt.intake;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a packet is, and when it is answered: by the guarantee. No I/O, no threads; guarded by the intake's lock. */
sealed interface Handshake permits AckLedger, RememberedSession {
    /** What to do with a packet. */
    enum Verdict {
        /** Emit it. */
        NEW,
        /** Emit it, though another message held its identifier: the broker's state went back. */
        NEW_IN_PLACE_OF_ANOTHER,
        /** Emit it, though it says that it was sent before and may be in Kafka: the broker was held for one that has forgotten the session. */
        NEW_DESPITE_NO_EVIDENCE,
        /** It is queued or in Kafka already, and answered in its turn on this connection. */
        REBOUND,
        /** The same connection has brought it already, and will get its acknowledgement. */
        REPEATED
    }

    void connected(Acknowledger newest, boolean sessionPresent);

    void disconnected();

    /** @return {@code REBOUND} or {@code REPEATED} if the packet is known; else {@code NEW…}, to be followed by {@link #take} */
    Verdict judge(int qos, int packetId, boolean duplicate, long fingerprint);

    /** A new message, judged before; of QoS 0 too. */
    void take(Delivery delivery);

    /** What was taken is not to become a record: it is answered in its turn. */
    void skip(Delivery delivery);

    /** PUBREL. */
    void released(int packetId);

    /** Whether a bookkeeping record is wanted though there are no messages. */
    boolean due();

    /**
     * Messages go to Connect.
     *
     * @return a bookkeeping record that is to follow them
     */
    Optional<Delivery> handOut(List<Delivery> messages);

    /** @param stored whether Kafka has the record; false if a transform dropped it */
    void durable(Delivery delivery, boolean stored);

    /** A transaction is over. */
    void committed();

    /** Whether a transform dropped a bookkeeping record. Asked when Connect wants more. */
    boolean bookkeepingDropped();

    /** Whether the filters are to be asked for now; a session that is not remembered here is asked at once. */
    boolean subscribable();

    /** Messages that the current connection brought and that are not acknowledged. */
    int inFlight();

    /** Messages that the broker counts against the receive maximum. */
    int unfinished();

    /** The one that waits longest. */
    @Nullable
    Delivery oldest();
}
