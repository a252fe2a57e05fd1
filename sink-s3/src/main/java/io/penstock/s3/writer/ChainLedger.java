package io.penstock.s3.writer;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainReply;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.Flushing;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.chain.Sweep;
import io.penstock.s3.chain.Tail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exactly once: the chain of commit records. */
final class ChainLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(ChainLedger.class);
    private static final int SWEPT_A_BATCH = 5;

    private final ChainErrands errands;
    private final Supplier<String> nonces;
    private final Pace pace;
    private final Duration retention;
    private @Nullable Opening opening;
    private @Nullable Flushing flushing;
    private @Nullable Tail tail;
    private Sweep sweep;

    /**
     * @param nonces unique among all that ever write to this ledger
     * @param pace of the put; claims, on threads of their own, know none
     */
    ChainLedger(ChainErrands errands, Supplier<String> nonces, Pace pace, Duration retention) {
        this.errands = errands;
        this.nonces = nonces;
        this.pace = pace;
        this.retention = retention;
        this.sweep = new Sweep(retention, List.of());
    }

    @Override
    public boolean unlisted() {
        return opening == null;
    }

    @Override
    public Position claim(Optional<ChainReply.Listing> listed) {
        Opening current = opening;
        if (current == null) {
            current = Opening.claiming(nonces, retention);
            listed.ifPresent(current::answer); // a listing is what an opening asks for first
            opening = current;
        }
        try {
            errands.run(current, () -> {});
        } catch (TransientException e) {
            current.rest(); // hundreds may wait for the store
            throw e;
        }
        opening = null;
        tail = current.tail();
        sweep = new Sweep(retention, current.found());
        note(current.tail());
        return current.tail().position();
    }

    @Override
    public void abandon() {
        errands.abandon();
    }

    @Override
    public boolean keepsPositions() {
        return true;
    }

    @Override
    public boolean declaresUploads() {
        return true;
    }

    @Override
    public void declareUpload(String intent, String dataKey) {
        errands.declareUpload(intent, dataKey);
    }

    @Override
    public void retractUpload(String intent) {
        errands.deleteIntent(intent);
    }

    @Override
    public void retractUpload(String intent, Duration patience) {
        errands.deleteIntent(intent, patience);
    }

    @Override
    public void begin(Position position, List<ChainFile> files) {
        if (flushing != null) {
            throw new IllegalStateException("the last batch is not finished");
        }
        Tail last = Objects.requireNonNull(tail, "the chain is not claimed");
        flushing = new Flushing(last, new Element(nonces.get(), Element.Kind.BATCH, position, files), retention);
    }

    @Override
    public boolean pending() {
        return flushing != null;
    }

    @Override
    public boolean finish() {
        Flushing current = Objects.requireNonNull(flushing, "no batch was begun");
        errands.run(current, pace::check);
        flushing = null;
        if (current.fenced()) {
            tail = null;
            return false;
        }
        tail = current.tail();
        note(current.tail());
        current.tail().seen().ifPresent(this::sweep);
        return true;
    }

    private void note(Tail newest) {
        newest.seen().ifPresent(at -> sweep.appended(newest.sequence(), at));
    }

    /** One goes for each that comes; a few more where there is something to catch up on. */
    private void sweep(Instant now) {
        for (int i = 0; i < SWEPT_A_BATCH && !pace.isOver(); i++) {
            OptionalLong old = sweep.next(now);
            if (old.isEmpty()) {
                return;
            }
            try {
                errands.deleteElement(old.getAsLong());
                sweep.swept();
            } catch (TransientException e) {
                LOG.debug("An old commit record stays until the next batch: {}", e.getMessage());
                return;
            }
        }
    }
}
