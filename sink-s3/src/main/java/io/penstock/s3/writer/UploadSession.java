package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
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
 * file is durable and nothing is left at its key, and only if every attempt to create an upload was answered. Otherwise one
 * that nobody knows of may still come to exist, and the next owner looks for it by the intent. Confined to the task's thread.
 */
final class UploadSession {

    private static final Logger LOG = LoggerFactory.getLogger(UploadSession.class);

    private final ObjectStore store;
    private final Ledger ledger;
    private final String intent;
    private final String key;
    private final ObjectHeaders headers;
    private final List<Part> parts = new ArrayList<>();
    private boolean declared;
    private boolean certain = true;
    private @Nullable Upload upload;

    /** @param intent a nonce that names the declaration */
    UploadSession(ObjectStore store, Ledger ledger, String intent, String key, ObjectHeaders headers) {
        this.store = store;
        this.ledger = ledger;
        this.intent = intent;
        this.key = key;
        this.headers = headers;
    }

    /**
     * Uploads the next part; called again with the same content when it failed.
     *
     * @return false when the upload is gone: an heir has aborted it, or a lifecycle rule has
     */
    boolean send(Content part) {
        Upload target = created();
        Optional<Part> sent = store.uploadPart(target, parts.size() + 1, part);
        sent.ifPresent(parts::add);
        return sent.isPresent();
    }

    /** The upload; created when it is not yet. */
    Upload created() {
        Upload known = upload;
        if (known != null) {
            return known;
        }
        if (!declared && ledger.declaresUploads()) {
            ledger.declareUpload(intent, key);
            declared = true;
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
     * @param patience the longest wait; zero to try nothing
     * @return false when the store did not do it
     */
    boolean abort(Duration patience) {
        if (upload == null) {
            return true;
        }
        try {
            if (patience.compareTo(Duration.ZERO) > 0) {
                store.abort(upload, patience);
                return true;
            }
            LOG.info("The unfinished upload to \"{}\" is left to {}", key, remover());
        } catch (TransientException | FatalException e) {
            // Neither may keep the other partitions from closing.
            LOG.info(
                    "The unfinished upload to \"{}\" could not be aborted and is left to {}: {}",
                    key,
                    remover(),
                    e.getMessage());
        }
        return false;
    }

    private String remover() {
        return declared ? "the partition's next owner" : "the bucket's lifecycle rules";
    }

    /**
     * After the batch is durable. Whatever else is found at the key is then a left-over: a request to create that the network
     * doubled, or that of an owner who was fenced; no later batch begins at the same offset.
     */
    void ended() {
        if (!declared) {
            return;
        }
        try {
            store.uploadsAt(key).forEach(store::abort);
            if (certain) {
                ledger.retractUpload(intent);
            }
        } catch (TransientException e) {
            LOG.debug("The upload intent of \"{}\" stays until it is swept: {}", key, e.getMessage());
        }
    }
}
