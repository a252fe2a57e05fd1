package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, once a task, whether the store honours {@code If-None-Match} on PutObject: all fencing rests on it. */
final class ConditionalPutProbe {

    private static final Logger LOG = LoggerFactory.getLogger(ConditionalPutProbe.class);
    private static final Content BODY = Content.of("probe\n".getBytes(StandardCharsets.US_ASCII));
    private static final ObjectHeaders HEADERS = ObjectHeaders.ofType("text/plain");

    private final ObjectStore store;
    private final String prefix;
    private final Supplier<String> nonces;
    private boolean passed;

    ConditionalPutProbe(ObjectStore store, String ledgerId, Supplier<String> nonces) {
        this.store = store;
        this.prefix = ChainKeys.ledgerPrefix(ledgerId) + "probe/";
        this.nonces = nonces;
    }

    /** @throws FatalException when the store does not honour the condition */
    void ensure() {
        if (passed) {
            return;
        }
        // A name of its own for each attempt: the outcome of an earlier one may be unknown.
        String key = prefix + nonces.get();
        if (store.putIfAbsent(key, BODY, HEADERS).isEmpty()) {
            throw refused("refused the first PutObject with If-None-Match at a free key", key);
        }
        boolean honoured = store.putIfAbsent(key, BODY, HEADERS).isEmpty();
        removeQuietly(key);
        if (!honoured) {
            throw refused("accepted a second PutObject with If-None-Match", key);
        }
        passed = true;
    }

    private void removeQuietly(String key) {
        try {
            store.delete(key);
        } catch (TransientException e) {
            LOG.info("The probe \"{}\" could not be deleted and may be deleted by hand: {}", key, e.getMessage());
        }
    }

    private static FatalException refused(String what, String key) {
        return new FatalException(
                S3Error.NO_CONDITIONAL_PUT,
                "the store " + what + " (\"" + key + "\"): exactly_once is not possible here. "
                        + S3Error.NO_CONDITIONAL_PUT.remedy());
    }
}
