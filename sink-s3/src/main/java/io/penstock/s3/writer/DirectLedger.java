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
        abreast.all(List.copyOf(left), pace::check, this::written, (file, written) -> {
            if (written) {
                left.remove(file);
                headway.made();
            }
            return written;
        });
        batch = null;
        return left.isEmpty(); // else an upload is gone
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
