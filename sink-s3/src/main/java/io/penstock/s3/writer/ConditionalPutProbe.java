package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out, once a task, whether the store honours {@code If-None-Match} on PutObject: all fencing rests on it. */
final class ConditionalPutProbe {

    private static final Logger LOG = LoggerFactory.getLogger(ConditionalPutProbe.class);
    private static final Content BODY = Content.of("probe\n".getBytes(StandardCharsets.US_ASCII));
    private static final ObjectHeaders HEADERS = ObjectHeaders.ofType("text/plain");

    private static final Duration LONG_OVER = Duration.ofDays(1);
    private static final int MOST_SWEPT = 20;

    private final ObjectStore store;
    private final String prefix;
    private final String oldPrefix;
    private final Supplier<String> nonces;
    private final Set<String> tried = new HashSet<>();
    private boolean passed;

    ConditionalPutProbe(ObjectStore store, String ledgerId, Supplier<String> nonces) {
        this.store = store;
        this.prefix = ChainKeys.probePrefix(ledgerId);
        this.oldPrefix = ChainKeys.oldProbePrefix(ledgerId);
        this.nonces = nonces;
    }

    /** @throws FatalException when the store does not honour the condition */
    void ensure() {
        if (passed) {
            return;
        }
        // A name of its own for each attempt: the outcome of an earlier one may be unknown.
        String key = prefix + nonces.get();
        tried.add(key);
        if (store.putIfAbsent(key, BODY, HEADERS).isEmpty()) {
            throw refused("refused the first PutObject with If-None-Match at a free key", key);
        }
        boolean honoured = store.putIfAbsent(key, BODY, HEADERS).isEmpty();
        removeQuietly(key);
        if (!honoured) {
            throw refused("accepted a second PutObject with If-None-Match", key);
        }
        passed = true;
        if (tried.size() > 1) {
            sweep(prefix);
            sweep(oldPrefix);
        }
    }

    /** What attempts without an answer have left: this task's own, and those of others that are long over. */
    private void sweep(String folder) {
        try {
            ObjectStore.Listed left = store.list(folder);
            left.entries().stream()
                    .filter(probe -> probe.key().indexOf('/', folder.length()) < 0) // no probe has folders
                    .filter(probe -> tried.contains(probe.key()) || isOld(probe, left.serverTime()))
                    .limit(MOST_SWEPT)
                    .forEach(probe -> removeQuietly(probe.key()));
        } catch (TransientException e) {
            LOG.info(
                    "What is left under \"{}\" could not be listed and may be deleted by hand: {}",
                    folder,
                    e.getMessage());
        }
    }

    private static boolean isOld(ObjectStore.Entry probe, Optional<Instant> now) {
        return now.filter(time -> Duration.between(probe.modified(), time).compareTo(LONG_OVER) > 0)
                .isPresent();
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
