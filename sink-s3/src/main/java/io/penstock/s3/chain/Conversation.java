package io.penstock.s3.chain;

import java.util.Optional;

/** A series of requests, each decided by the answers before it. Pure and thread-confined. */
public sealed interface Conversation permits Opening, Flushing {

    /** What to ask now, the same until it is answered; empty when the conversation is over. */
    Optional<ChainRequest> request();

    /** Takes the answer to {@link #request()}. */
    void answer(ChainReply reply);
}
