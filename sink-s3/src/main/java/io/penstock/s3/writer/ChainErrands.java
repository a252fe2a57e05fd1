package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Uploaded;
import io.penstock.s3.chain.ChainReply;
import io.penstock.s3.chain.ChainRequest;
import io.penstock.s3.chain.Conversation;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.IntentCodec;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries the requests of one partition's conversations to the store. A request that fails is not answered, so that the
 * conversation asks it again. Called on one thread at a time, but for {@link #abandon()}; requests that may go side by side are
 * made by other threads meanwhile, and none of them is under way when a call returns.
 */
final class ChainErrands {

    /** Each race for a chain costs one; without a bound a store that lists too little would hold the task in its put. */
    private static final int MOST_LISTINGS = 20;

    private static final ObjectHeaders ELEMENT = ObjectHeaders.ofType("application/octet-stream");
    private static final ObjectHeaders INTENT = ObjectHeaders.ofType("application/json");

    private final ObjectStore store;
    private final ChainKeys keys;
    private final String writer;
    private final Headway headway;
    private final Abreast abreast;
    private final ElementCodec elements = new ElementCodec();
    private final IntentCodec intents = new IntentCodec();
    private volatile boolean abandoned;

    /**
     * @param writer who writes, for people who read the chain
     * @param abreast asks several at a time; shared with other partitions
     */
    ChainErrands(ObjectStore store, ChainKeys keys, String writer, Headway headway, Abreast abreast) {
        this.store = store;
        this.keys = keys;
        this.writer = writer;
        this.headway = headway;
        this.abreast = abreast;
    }

    /**
     * Goes on with a conversation until it is over.
     *
     * @param beforeEach may throw, to go on later
     * @throws io.penstock.common.error.TransientException to be called again later, with the same conversation
     */
    void run(Conversation conversation, Runnable beforeEach) {
        int listings = 0;
        for (List<ChainRequest> requests = conversation.abreast();
                !requests.isEmpty();
                requests = conversation.abreast()) {
            if (requests.get(0) instanceof ChainRequest.ListChain && ++listings > MOST_LISTINGS) {
                throw new TransientException(
                        S3Error.STORE_UNAVAILABLE,
                        "the chain under \"" + keys.prefix()
                                + "\" was always ahead of what the store lists: other tasks claim"
                                + " it without end, or listings are not strongly consistent");
            }
            abreast.all(requests, () -> go(beforeEach), this::ask, (request, reply) -> {
                conversation.answer(request, reply);
                if (isStep(reply)) {
                    headway.made();
                }
                return !(reply instanceof ChainReply.UploadGone); // which leads elsewhere
            });
        }
    }

    private void go(Runnable beforeEach) {
        beforeEach.run();
        if (abandoned) {
            throw new TransientException(
                    S3Error.STORE_UNAVAILABLE,
                    "the errands under \"" + keys.prefix() + "\" were given up with the partition");
        }
    }

    /** Not what is only read, which a conversation may do again and again. */
    private static boolean isStep(ChainReply reply) {
        return reply instanceof ChainReply.Appended
                || reply instanceof ChainReply.Uploads
                || reply instanceof ChainReply.Done;
    }

    /** The partition is given up: asks no more than what is being asked. May be called from any thread. */
    void abandon() {
        abandoned = true;
    }

    /** Says durably that an upload at this data key is about to be created. */
    void declareUpload(String intent, String dataKey) {
        // If absent: a repetition must not make the intent look younger, since its age decides when it is swept.
        store.putIfAbsent(keys.intent(intent), intents.encode(dataKey, writer), INTENT);
    }

    void deleteElement(long sequence) {
        store.delete(keys.element(sequence));
    }

    void deleteIntent(String intent) {
        store.delete(keys.intent(intent));
    }

    void deleteIntent(String intent, Duration patience) {
        store.delete(keys.intent(intent), patience);
    }

    private ChainReply ask(ChainRequest request) {
        if (request instanceof ChainRequest.Append append) {
            return append(append);
        }
        if (request instanceof ChainRequest.Materialise materialise) {
            return materialise(materialise.file());
        }
        if (request instanceof ChainRequest.ListChain) {
            ObjectStore.Listed listed = store.list(keys.prefix());
            return new ChainReply.Listing(
                    keys.elements(listed.entries()), keys.intents(listed.entries()), listed.serverTime());
        }
        if (request instanceof ChainRequest.ReadElement read) {
            return read(keys.element(read.sequence()));
        }
        if (request instanceof ChainRequest.ListUploads list) {
            return new ChainReply.Uploads(uploads(list.intent()));
        }
        clean(request);
        return new ChainReply.Done();
    }

    private void clean(ChainRequest request) {
        if (request instanceof ChainRequest.Abort abort) {
            store.abort(abort.upload());
        } else if (request instanceof ChainRequest.DeleteElement delete) {
            deleteElement(delete.sequence());
        } else if (request instanceof ChainRequest.DeleteIntent delete) {
            deleteIntent(delete.name());
        } else {
            throw new IllegalStateException("no errand for " + request);
        }
    }

    private ChainReply append(ChainRequest.Append append) {
        return store.putIfAbsent(keys.element(append.sequence()), elements.encode(append.element(), writer), ELEMENT)
                .<ChainReply>map(stored -> new ChainReply.Appended(stored.serverTime()))
                .orElseGet(ChainReply.Conflict::new);
    }

    private ChainReply read(String key) {
        return store.get(key)
                .<ChainReply>map(found ->
                        new ChainReply.Found(elements.decode(found.content().asByteArray(), key), found.modified()))
                .orElseGet(ChainReply.Missing::new);
    }

    private List<Upload> uploads(String name) {
        String key = keys.intent(name);
        return store.get(key)
                .map(found -> store.uploadsAt(intents.decode(found.content().toByteArray(), key)))
                .orElse(List.of());
    }

    private ChainReply materialise(ChainFile file) {
        if (file instanceof Inline inline) {
            return put(inline);
        }
        Uploaded uploaded = (Uploaded) file;
        // Not every store makes the completion conditional: look first, so that a foreign object is never replaced.
        if (standsAlready(file.file()) || store.complete(uploaded.upload(), uploaded.parts())) {
            return new ChainReply.Done();
        }
        return standsAlready(file.file()) ? new ChainReply.Done() : new ChainReply.UploadGone();
    }

    private ChainReply put(Inline inline) {
        boolean put = store.putIfAbsent(inline.file().key(), inline.content(), headers(inline.file()))
                .isPresent();
        if (put || standsAlready(inline.file())) {
            return new ChainReply.Done();
        }
        throw new TransientException( // to be put again
                S3Error.STORE_UNAVAILABLE,
                "the key of the file of " + inline.file().records() + " records from " + keys.partition() + "@"
                        + inline.file().firstOffset()
                        + " on was taken when it was to be put, and free when it was looked at");
    }

    /**
     * Whether this very file is at its key.
     *
     * @throws FatalException when something else is
     */
    private boolean standsAlready(DataFile file) {
        Optional<Map<String, String>> there = store.metadata(file.key());
        if (there.isPresent() && !file.nonce().equals(there.get().get(ObjectHeaders.NONCE))) {
            throw new FatalException(
                    S3Error.OBJECT_EXISTS,
                    "an object that was not written by this batch stands at the key of the file of " + file.records()
                            + " records from " + keys.partition() + "@" + file.firstOffset()
                            + " on; the newest commit record under \"" + keys.prefix() + "\" holds that key. "
                            + ObjectMetadata.whose(there.get()) + ". " + S3Error.OBJECT_EXISTS.remedy());
        }
        return there.isPresent();
    }

    static ObjectHeaders headers(DataFile file) {
        Map<String, String> metadata = new HashMap<>(file.metadata());
        metadata.put(ObjectHeaders.NONCE, file.nonce());
        return new ObjectHeaders(file.contentType(), file.contentEncoding(), metadata);
    }
}
