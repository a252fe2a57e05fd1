package io.penstock.s3.writer;

import io.penstock.common.error.TransientException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One multipart upload while its file grows.
 *
 * <p>Invariants: the upload is declared before it is created; the word is taken back only by the one who gave it, after the
 * file is durable or its upload aborted, while nothing is left at its key, and only if every attempt to create an upload was
 * answered. Otherwise one that nobody knows of may still come to exist, and the next owner looks for it by the intent. Confined
 * to the task's thread.
 */
final class UploadSession {

    private static final Logger LOG = LoggerFactory.getLogger(UploadSession.class);

    private final ObjectStore store;
    private final Ledger ledger;
    private final Pace pace;
    private final Headway headway;
    private final String intent;
    private final String key;
    private final RecordCoordinates first;
    private final ObjectHeaders headers;
    private final List<Part> parts = new ArrayList<>();
    private boolean declared;
    private boolean certain = true;
    private @Nullable Upload upload;

    /**
     * @param pace of the put
     * @param intent a nonce that names the declaration
     * @param first the file's first record, which names it in messages: the key may hold values of records
     */
    UploadSession(
            ObjectStore store,
            Ledger ledger,
            Pace pace,
            Headway headway,
            String intent,
            String key,
            RecordCoordinates first,
            ObjectHeaders headers) {
        this.store = store;
        this.ledger = ledger;
        this.pace = pace;
        this.headway = headway;
        this.intent = intent;
        this.key = key;
        this.first = first;
        this.headers = headers;
    }

    /**
     * Uploads the next part; called again with the same content when it failed. Each of its requests is remembered once it is answered.
     *
     * @throws OutOfTime to be called again in the next put
     * @return false when the upload is gone: an heir has aborted it, or a lifecycle rule has
     */
    boolean send(Content part) {
        pace.check();
        Upload target = created();
        pace.check();
        Optional<Part> sent = store.uploadPart(target, parts.size() + 1, part);
        sent.ifPresent(parts::add);
        headway.made();
        return sent.isPresent();
    }

    /**
     * The upload; created when it is not yet.
     *
     * @throws OutOfTime to be called again in the next put
     */
    Upload created() {
        Upload known = upload;
        if (known != null) {
            return known;
        }
        if (!declared && ledger.declaresUploads()) {
            ledger.declareUpload(intent, key);
            declared = true;
            pace.check();
        }
        try {
            Upload created = new Upload(key, store.createUpload(key, headers));
            upload = created;
            return created;
        } catch (TransientException e) {
            certain = false;
            throw e;
        }
    }

    List<Part> parts() {
        return List.copyOf(parts);
    }

    /**
     * Aborts, if there is time; otherwise the next owner does it, who finds the upload by its intent.
     *
     * @param patience how long the store is asked; given up when it is silent
     */
    void abort(Pace patience) {
        Upload unfinished = upload;
        if (unfinished == null) {
            return;
        }
        Duration left = patience.left();
        if (left.isZero()) {
            LOG.info("The unfinished upload of the file from {} on is left to {}", first, remover());
            return;
        }
        try {
            store.abort(unfinished, left);
            takeBackTheWord(patience);
        } catch (RuntimeException e) {
            // Whatever it is, it may not keep the other partitions from closing.
            patience.giveUp();
            LOG.info(
                    "The unfinished upload of the file from {} on, if it was not aborted, is left to {}: {}",
                    first,
                    remover(),
                    e.getMessage());
        }
    }

    /** Each word that is left costs the next owners of a week two requests each. */
    private void takeBackTheWord(Pace patience) {
        Duration look = patience.left();
        if (!declared
                || !certain
                || look.isZero()
                || !store.uploadsAt(key, look).isEmpty()) {
            return;
        }
        Duration left = patience.left();
        if (!left.isZero()) {
            ledger.retractUpload(intent, left);
        }
    }

    private String remover() {
        return declared ? "the partition's next owner" : "the bucket's lifecycle rules";
    }

    /**
     * After the batch is durable. Whatever else is found at the key is then a left-over: a request to create that the network
     * doubled, or that of an owner who was fenced; no later batch begins at the same offset.
     *
     * @throws OutOfTime to be called again in the next put
     */
    void ended() {
        if (!declared) {
            return;
        }
        pace.check();
        try {
            for (Upload left : store.uploadsAt(key)) {
                store.abort(left);
                pace.check();
            }
            if (certain) {
                ledger.retractUpload(intent);
            }
        } catch (TransientException e) {
            LOG.debug("The upload intent of the file from {} on stays until it is swept: {}", first, e.getMessage());
        }
    }
}
