package io.penstock.s3.writer;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.Flushing;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.chain.Tail;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Exactly once: the chain of commit records. */
final class ChainLedger implements Ledger {

    private final ChainErrands errands;
    private final Supplier<String> nonces;
    private final Duration retention;
    private @Nullable Opening opening;
    private @Nullable Flushing flushing;
    private @Nullable Tail tail;

    /** @param nonces unique among all that ever write to this ledger */
    ChainLedger(ChainErrands errands, Supplier<String> nonces, Duration retention) {
        this.errands = errands;
        this.nonces = nonces;
        this.retention = retention;
    }

    @Override
    public Position claim() {
        Opening current = opening;
        if (current == null) {
            current = Opening.claiming(nonces, retention);
            opening = current;
        }
        errands.run(current);
        opening = null;
        tail = current.tail();
        return current.tail().position();
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
    public void begin(Position position, ChainFile file) {
        if (flushing != null) {
            throw new IllegalStateException("the last batch is not finished");
        }
        Tail last = Objects.requireNonNull(tail, "the chain is not claimed");
        flushing =
                new Flushing(last, new Element(nonces.get(), Element.Kind.BATCH, position, List.of(file)), retention);
    }

    @Override
    public boolean pending() {
        return flushing != null;
    }

    @Override
    public boolean finish() {
        Flushing current = Objects.requireNonNull(flushing, "no batch was begun");
        errands.run(current);
        flushing = null;
        tail = current.fenced() ? null : current.tail();
        return !current.fenced();
    }
}
