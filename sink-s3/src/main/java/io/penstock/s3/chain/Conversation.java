package io.penstock.s3.chain;

import java.util.List;
import java.util.Optional;

/** A series of requests, each decided by the answers before it. Pure and thread-confined. */
public sealed interface Conversation permits Opening, Flushing {

    /** What to ask now, the same until it is answered; empty when the conversation is over. */
    Optional<ChainRequest> request();

    /** What may be asked side by side now, {@link #request()} among it; empty when the conversation is over. */
    default List<ChainRequest> abreast() {
        return request().stream().toList();
    }

    /** Takes the answer to {@link #request()}. */
    void answer(ChainReply reply);

    /**
     * Takes the answer to one of {@link #abreast()}, in any order; also of those that were under way when another's answer led
     * elsewhere. Nothing else is to be asked before these have ended.
     */
    default void answer(ChainRequest request, ChainReply reply) {
        answer(reply);
    }
}
