package io.penstock.s3;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A real store whose requests meet a fate that the test chooses. */
final class FaultyStore implements ObjectStore {

    /** What becomes of one request. */
    enum Fate {
        OK,
        /** It never reaches the store. */
        LOST,
        /** It is done, and the answer never comes. */
        UNANSWERED,
        /** It comes twice, and is answered once. */
        DOUBLED,
        /** It is answered that the task may not do that. */
        FORBIDDEN,
        /** It is done, and the process dies. */
        CRASH_AFTER,
        /** The process dies before it. */
        CRASH_BEFORE
    }

    /** Chooses. */
    interface Plan {
        Fate of(String operation, String key);
    }

    /** The process died: nothing of its task is called any more. */
    static final class Crash extends RuntimeException {}

    /** By the machine's clock: what a task gives is for stores that are silent, and here none is but by the test's plan. */
    private static final Duration IN_TRUTH = Duration.ofSeconds(30);

    private final ObjectStore store;
    private final boolean shared;
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final List<Duration> patiences = new ArrayList<>();
    volatile Plan plan = (operation, key) -> Fate.OK;
    /** What each request waits for, on its thread. */
    volatile Consumer<String> beforeEach = request -> {};
    /** By which the last listing of folders learns that it may end. */
    volatile BooleanSupplier listingWanted = () -> true;
    /** Whether it behaves as stores do that take no notice of {@code If-None-Match}. */
    boolean ignoresConditions;

    FaultyStore(ObjectStore store) {
        this(store, false);
    }

    private FaultyStore(ObjectStore store, boolean shared) {
        this.store = store;
        this.shared = shared;
    }

    /** Of one task; the store is that of many. */
    static FaultyStore over(ObjectStore shared) {
        return new FaultyStore(shared, true);
    }

    /** That fate for the first request of its kind, all else well. */
    void once(Fate fate, String operation, String keyPart) {
        first(1, fate, operation, keyPart);
    }

    /** The same for the first few. */
    void first(int times, Fate fate, String operation, String keyPart) {
        int[] met = {0};
        plan = (op, key) -> op.equals(operation) && key.contains(keyPart) && met[0]++ < times ? fate : Fate.OK;
    }

    private <T> T meet(String operation, String key, Supplier<T> request) {
        String name = operation + " " + key;
        requests.add(name);
        Fate fate;
        synchronized (this) {
            fate = plan.of(operation, key);
        }
        beforeEach.accept(name);
        return switch (fate) {
            case OK -> request.get();
            case LOST -> throw noAnswer(operation, key);
            case DOUBLED -> doubled(request);
            case FORBIDDEN ->
                throw new FatalException(S3Error.ACCESS_DENIED, operation + " of " + key + " is forbidden");
            case UNANSWERED -> unheard(request, noAnswer(operation, key));
            case CRASH_AFTER -> unheard(request, new Crash());
            case CRASH_BEFORE -> throw new Crash();
        };
    }

    private static <T> T doubled(Supplier<T> request) {
        List<T> answers = List.of(request.get(), request.get());
        return answers.get(0);
    }

    private static <T> T unheard(Supplier<T> request, RuntimeException instead) {
        Object answer = request.get();
        instead.addSuppressed(new IllegalStateException("never heard: " + answer));
        throw instead;
    }

    static TransientException noAnswer(String operation, String key) {
        return new TransientException(S3Error.STORE_UNAVAILABLE, operation + " of " + key + " got no answer");
    }

    private void meet(String operation, String key, Runnable request) {
        meet(operation, key, () -> {
            request.run();
            return true;
        });
    }

    @Override
    public Optional<Stored> putIfAbsent(String key, Content content, ObjectHeaders headers) {
        return meet("putIfAbsent", key, () -> {
            if (ignoresConditions) {
                store.put(key, content, headers);
                return Optional.of(new Stored(Optional.empty()));
            }
            return store.putIfAbsent(key, content, headers);
        });
    }

    @Override
    public void put(String key, Content content, ObjectHeaders headers) {
        meet("put", key, () -> store.put(key, content, headers));
    }

    @Override
    public Optional<Fetched> get(String key) {
        return meet("get", key, () -> store.get(key));
    }

    @Override
    public Optional<Map<String, String>> metadata(String key) {
        return meet("metadata", key, () -> store.metadata(key));
    }

    @Override
    public Listed list(String prefix) {
        return meet("list", prefix, () -> store.list(prefix));
    }

    @Override
    public Folders listFolders(String prefix, SortedSet<String> folders, int most, BooleanSupplier wanted) {
        listingWanted = wanted;
        return meet("list", prefix, () -> store.listFolders(prefix, folders, most, wanted));
    }

    @Override
    public List<String> folders(String prefix) {
        return meet("list", prefix, () -> store.folders(prefix));
    }

    @Override
    public void delete(String key) {
        meet("delete", key, () -> store.delete(key));
    }

    @Override
    public void delete(String key, Duration patience) {
        meet("delete", key, () -> store.delete(key, IN_TRUTH));
    }

    @Override
    public String createUpload(String key, ObjectHeaders headers) {
        return meet("createUpload", key, () -> store.createUpload(key, headers));
    }

    @Override
    public Optional<Part> uploadPart(Upload upload, int number, Content content) {
        return meet("uploadPart", upload.key(), () -> {
            // As AWS has it; S3Proxy takes parts of uploads that are gone.
            boolean there = store.uploadsAt(upload.key()).contains(upload);
            return there ? store.uploadPart(upload, number, content) : Optional.empty();
        });
    }

    @Override
    public boolean complete(Upload upload, List<Part> parts) {
        return meet("complete", upload.key(), () -> store.complete(upload, parts));
    }

    @Override
    public void abort(Upload upload) {
        meet("abort", upload.key(), () -> store.abort(upload));
    }

    @Override
    public void abort(Upload upload, Duration patience) {
        patiences.add(patience);
        meet("abort", upload.key(), () -> store.abort(upload, IN_TRUTH));
    }

    @Override
    public List<Upload> uploadsAt(String key) {
        return meet("uploadsAt", key, () -> store.uploadsAt(key));
    }

    @Override
    public List<Upload> uploadsAt(String key, Duration patience) {
        return meet("uploadsAt", key, () -> store.uploadsAt(key, IN_TRUTH));
    }

    @Override
    public void close() {
        if (!shared) {
            store.close();
        }
    }
}
