package io.penstock.s3.chain;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An owner makes a batch durable: appends its element, and only then makes the files visible, all of them before the next
 * element. Fenced, it aborts its own uploads, unless the heir's element carries them.
 */
public final class Flushing implements Conversation {

    private enum Stage {
        APPEND,
        MATERIALISE,
        VERIFY,
        ABORT,
        DONE
    }

    private final AppendRound append;
    private final Element element;
    private final Deque<ChainFile> files;
    private final Deque<Upload> doomed = new ArrayDeque<>();
    /** Whose upload the store does not know. */
    private Optional<ChainFile> gone = Optional.empty();

    private Stage stage = Stage.APPEND;
    private boolean fenced;

    /** @param retention {@code commit.retention.ms}, the age at which elements are swept */
    public Flushing(Tail before, Element element, Duration retention) {
        this.append = new AppendRound(before, element, retention);
        this.element = element;
        this.files = new ArrayDeque<>(element.files());
    }

    /** Whether another owner has the chain now; to be asked when the conversation is over. */
    public boolean fenced() {
        return fenced;
    }

    /** What the owner knows now; only when the conversation is over and not {@link #fenced()}. */
    public Tail tail() {
        return append.tail();
    }

    @Override
    public Optional<ChainRequest> request() {
        return switch (stage) {
            case APPEND -> append.request();
            case MATERIALISE -> Optional.of(new ChainRequest.Materialise(files.getFirst()));
            case VERIFY -> Optional.of(new ChainRequest.ListChain());
            case ABORT -> Optional.of(new ChainRequest.Abort(doomed.getFirst()));
            case DONE -> Optional.empty();
        };
    }

    /** The element stands: its files do not know of each other, and the next element waits for all of them. */
    @Override
    public List<ChainRequest> abreast() {
        return stage == Stage.MATERIALISE
                ? files.stream()
                        .<ChainRequest>map(ChainRequest.Materialise::new)
                        .toList()
                : Conversation.super.abreast();
    }

    @Override
    public void answer(ChainReply reply) {
        switch (stage) {
            case APPEND -> {
                append.answer(reply);
                if (append.appended()) {
                    materialiseNext();
                } else if (append.fenced()) {
                    fencedAndDone();
                    append.heir().ifPresent(this::abortUnlessCarriedBy);
                }
            }
            case MATERIALISE -> materialised(files.getFirst(), reply);
            case VERIFY -> verify((ChainReply.Listing) reply);
            case ABORT -> {
                doomed.removeFirst();
                abortNext();
            }
            case DONE -> throw new IllegalStateException("the flush is over");
        }
    }

    @Override
    public void answer(ChainRequest request, ChainReply reply) {
        if (request instanceof ChainRequest.Materialise materialise) {
            materialised(materialise.file(), reply);
        } else {
            answer(reply);
        }
    }

    private void materialised(ChainFile file, ChainReply reply) {
        if (reply instanceof ChainReply.UploadGone) {
            gone = Optional.of(file);
            stage = Stage.VERIFY;
        } else {
            files.remove(file);
            if (gone.isEmpty()) {
                materialiseNext();
            }
        }
    }

    private void materialiseNext() {
        stage = files.isEmpty() ? Stage.DONE : Stage.MATERIALISE;
    }

    /** The upload is gone and its object is not there: an heir has completed it and a mover took it, or it is lost. */
    private void verify(ChainReply.Listing listing) {
        if (Lost.isNewest(listing, append.tail().sequence())) {
            throw Lost.upload(gone.orElseThrow(), append.tail().sequence());
        }
        fencedAndDone();
    }

    private void fencedAndDone() {
        fenced = true;
        stage = Stage.DONE;
    }

    private void abortUnlessCarriedBy(Element heir) {
        Set<Upload> carried = heir.uploads();
        element.uploads().stream().filter(upload -> !carried.contains(upload)).forEach(doomed::add);
        abortNext();
    }

    private void abortNext() {
        stage = doomed.isEmpty() ? Stage.DONE : Stage.ABORT;
    }
}
