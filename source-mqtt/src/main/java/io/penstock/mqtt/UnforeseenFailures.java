package io.penstock.mqtt;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.mapping.MappedRecord;
import io.penstock.mqtt.mapping.UnforeseenException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of messages that failed in a way that nobody thought of, once for each kind: a fault of ours would otherwise send every message to the dead letters without a trace. Thread-confined.
 */
final class UnforeseenFailures {
    private static final Logger LOG = LoggerFactory.getLogger(UnforeseenFailures.class);
    private static final int MAX_KINDS = 20;

    private final Set<String> kinds = new HashSet<>();

    /** @param malformed which may have failed in ways that are well known */
    void tell(MappedRecord malformed) {
        RecordException refusal = malformed.refusal();
        if (refusal != null
                && refusal.getCause() instanceof UnforeseenException failure
                && kinds.size() < MAX_KINDS
                && kinds.add(failure.kind())) {
            LOG.warn(
                    "a message could not be worked out, in a way that nobody thought of: it may be a fault of this connector. What"
                            + " failed, without its text, which may be the publisher's:",
                    failure);
        }
    }
}
