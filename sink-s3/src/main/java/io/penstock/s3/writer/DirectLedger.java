package io.penstock.s3.writer;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Uploaded;
import io.penstock.s3.chain.ChainReply;
import io.penstock.s3.store.ObjectHeaders;
import io.penstock.s3.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * At least once: objects under names that no other file ever has, so that nothing is replaced; positions in the consumer group
 * only. A crash may leave an unfinished upload behind, for a lifecycle rule to remove.
 */
final class DirectLedger implements Ledger {

    private static final long MOST_BYTES = 5L * 1024 * 1024;

    private final ObjectStore store;
    private final Pace pace;
    private final Headway headway;
    private final Abreast abreast;
    private @Nullable Deque<ChainFile> batch;

    /** @param pace of the put */
    DirectLedger(ObjectStore store, Pace pace, Headway headway, Abreast abreast) {
        this.store = store;
        this.pace = pace;
        this.headway = headway;
        this.abreast = abreast;
    }

    @Override
    public boolean unlisted() {
        return false;
    }

    @Override
    public Position claim(Optional<ChainReply.Listing> listed) {
        return Position.noOpinion(0);
    }

    @Override
    public void abandon() {
        // It asks nothing.
    }

    @Override
    public boolean keepsPositions() {
        return false;
    }

    @Override
    public boolean declaresUploads() {
        return false;
    }

    @Override
    public void declareUpload(String intent, String dataKey) {
        throw new IllegalStateException("no upload is declared without a chain");
    }

    @Override
    public void retractUpload(String intent) {
        throw new IllegalStateException("no upload is declared without a chain");
    }

    @Override
    public void retractUpload(String intent, Duration patience) {
        retractUpload(intent);
    }

    @Override
    public void begin(Position position, List<ChainFile> files) {
        batch = new ArrayDeque<>(files);
    }

    @Override
    public boolean pending() {
        return batch != null;
    }

    @Override
    public boolean finish() {
        Deque<ChainFile> left = Objects.requireNonNull(batch, "no batch was begun");
        int due;
        do {
            List<ChainFile> some = together(left);
            due = left.size() - some.size();
            abreast.all(some, pace::check, this::written, (file, written) -> {
                if (written) {
                    left.remove(file);
                    headway.made();
                }
                return written;
            });
        } while (due > 0 && left.size() == due);
        batch = null;
        return left.isEmpty(); // else an upload is gone
    }

    /** No more than one request may have to carry: each of them has the same time, and they share the way to the store. */
    private static List<ChainFile> together(Deque<ChainFile> left) {
        List<ChainFile> some = new ArrayList<>();
        long bytes = 0;
        for (ChainFile file : left) {
            bytes += file instanceof Inline inline ? inline.content().size() : 0;
            if (!some.isEmpty() && bytes > MOST_BYTES) {
                break;
            }
            some.add(file);
        }
        return some;
    }

    private boolean written(ChainFile file) {
        if (file instanceof Inline inline) {
            store.put(file.file().key(), inline.content(), ChainErrands.headers(file.file()));
        } else if (file instanceof Uploaded uploaded && !store.complete(uploaded.upload(), uploaded.parts())) {
            // Gone is also what a repeated completion is told; then the object stands.
            return store.metadata(file.file().key())
                    .filter(there -> file.file().nonce().equals(there.get(ObjectHeaders.NONCE)))
                    .isPresent();
        }
        return true;
    }
}
