package io.penstock.s3.store;

import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Counts requests and failed attempts. A listing counts once, whatever its pages. */
public final class MeteredObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final LongAdder requests;
    private final LongAdder failed;

    /** @param failed attempts without an answer, or with one that asks to come back */
    public MeteredObjectStore(ObjectStore store, LongAdder requests, LongAdder failed) {
        this.store = store;
        this.requests = requests;
        this.failed = failed;
    }

    private <T> T metered(Supplier<T> request) {
        requests.increment();
        try {
            return request.get();
        } catch (TransientException e) {
            failed.increment();
            throw e;
        }
    }

    private void metered(Runnable request) {
        metered(() -> {
            request.run();
            return true;
        });
    }

    @Override
    public Optional<Stored> putIfAbsent(String key, Content content, ObjectHeaders headers) {
        return metered(() -> store.putIfAbsent(key, content, headers));
    }

    @Override
    public void put(String key, Content content, ObjectHeaders headers) {
        metered(() -> store.put(key, content, headers));
    }

    @Override
    public Optional<Fetched> get(String key) {
        return metered(() -> store.get(key));
    }

    @Override
    public Optional<Map<String, String>> metadata(String key) {
        return metered(() -> store.metadata(key));
    }

    @Override
    public Listed list(String prefix) {
        return metered(() -> store.list(prefix));
    }

    @Override
    public Folders listFolders(String prefix, SortedSet<String> folders, int most, BooleanSupplier wanted) {
        return metered(() -> store.listFolders(prefix, folders, most, wanted));
    }

    @Override
    public List<String> folders(String prefix) {
        return metered(() -> store.folders(prefix));
    }

    @Override
    public void delete(String key) {
        metered(() -> store.delete(key));
    }

    @Override
    public void delete(String key, Duration patience) {
        metered(() -> store.delete(key, patience));
    }

    @Override
    public String createUpload(String key, ObjectHeaders headers) {
        return metered(() -> store.createUpload(key, headers));
    }

    @Override
    public Optional<Part> uploadPart(Upload upload, int number, Content content) {
        return metered(() -> store.uploadPart(upload, number, content));
    }

    @Override
    public boolean complete(Upload upload, List<Part> parts) {
        return metered(() -> store.complete(upload, parts));
    }

    @Override
    public void abort(Upload upload) {
        metered(() -> store.abort(upload));
    }

    @Override
    public void abort(Upload upload, Duration patience) {
        metered(() -> store.abort(upload, patience));
    }

    @Override
    public List<Upload> uploadsAt(String key) {
        return metered(() -> store.uploadsAt(key));
    }

    @Override
    public List<Upload> uploadsAt(String key, Duration patience) {
        return metered(() -> store.uploadsAt(key, patience));
    }

    @Override
    public void close() {
        store.close();
    }
}
