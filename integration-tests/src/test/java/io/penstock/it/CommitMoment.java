package io.penstock.it;

import io.penstock.testkit.fault.Hold;
import io.penstock.testkit.fault.TcpProxy;

/** Where a commit record is when its sender dies. */
enum CommitMoment {
    /** The store has not seen it. */
    ON_ITS_WAY {
        @Override
        Hold hold(TcpProxy proxy, String request) {
            return proxy.holdRequestsContaining(request);
        }
    },
    /** The store has it, and the sender does not know. */
    BEFORE_ITS_ANSWER {
        @Override
        Hold hold(TcpProxy proxy, String request) {
            return proxy.holdResponsesAfterRequestContaining(request);
        }
    };

    /**
     * Stops every such request at this moment.
     *
     * @param request the beginning of its request line
     */
    abstract Hold hold(TcpProxy proxy, String request);
}
