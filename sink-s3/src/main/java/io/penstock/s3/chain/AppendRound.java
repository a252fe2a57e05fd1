package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainReply.Listing;
import io.penstock.s3.chain.ChainReply.StoredElement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Appending one element after the newest that the caller knows: claim and flush alike.
 *
 * <p>Invariant: an append is believed only if at its time nobody else can have appended that number before. Put-if-absent
 * shows that, unless the number was written and swept while this owner slept. Sweeping waits for the retention; so when more
 * than half of it lies between the moment the predecessor was last seen as the newest and the moment the append was done, by
 * the server's clock, or when the server tells no time, the chain is listed before the append is believed (the guard).
 */
final class AppendRound {

    private enum Stage {
        WRITE,
        READ_HOLDER,
        GUARD,
        READ_NEWEST,
        APPENDED,
        FENCED
    }

    private final Tail before;
    private final String nonce;
    private final Position position;
    private final Supplier<Element> element;
    private final Duration retention;
    private Stage stage = Stage.WRITE;
    private Optional<Instant> done = Optional.empty();
    private long newest;
    private Optional<Element> heir = Optional.empty();

    AppendRound(Tail before, Element element, Duration retention) {
        this(before, element.nonce(), element.position(), () -> element, retention);
    }

    /** @param element with that nonce and position, whenever it is to be written; not held meanwhile */
    AppendRound(Tail before, String nonce, Position position, Supplier<Element> element, Duration retention) {
        this.before = before;
        this.nonce = nonce;
        this.position = position;
        this.element = element;
        this.retention = retention;
    }

    String nonce() {
        return nonce;
    }

    boolean appended() {
        return stage == Stage.APPENDED;
    }

    boolean fenced() {
        return stage == Stage.FENCED;
    }

    /** The element that fenced this owner; empty where it could not be read any more. */
    Optional<Element> heir() {
        return heir;
    }

    /** What the owner knows after a successful append. */
    Tail tail() {
        return new Tail(sequence(), done, position);
    }

    private long sequence() {
        return before.sequence() + 1;
    }

    Optional<ChainRequest> request() {
        return switch (stage) {
            case WRITE -> Optional.of(new ChainRequest.Append(sequence(), element.get()));
            case READ_HOLDER -> Optional.of(new ChainRequest.ReadElement(sequence()));
            case GUARD -> Optional.of(new ChainRequest.ListChain());
            case READ_NEWEST -> Optional.of(new ChainRequest.ReadElement(newest));
            case APPENDED, FENCED -> Optional.empty();
        };
    }

    void answer(ChainReply reply) {
        if (reply instanceof ChainReply.Appended appended) {
            written(appended.serverTime());
        } else if (reply instanceof ChainReply.Conflict) {
            stage = Stage.READ_HOLDER;
        } else if (reply instanceof ChainReply.Found found) {
            held(found);
        } else if (reply instanceof ChainReply.Missing) {
            stage = Stage.FENCED; // the holder was swept: others have gone far beyond
        } else if (reply instanceof Listing listing) {
            guarded(listing.elements());
        } else {
            throw new IllegalStateException("no answer to an append: " + reply);
        }
    }

    private void held(ChainReply.Found found) {
        if (stage == Stage.READ_HOLDER && found.element().nonce().equals(nonce)) {
            written(Optional.of(found.modified())); // an earlier attempt of my own, whose answer was lost
        } else {
            heir = Optional.of(found.element());
            stage = Stage.FENCED;
        }
    }

    private void written(Optional<Instant> at) {
        done = at;
        boolean fresh = at.isPresent()
                && before.seen().isPresent()
                && Duration.between(before.seen().get(), at.get()).compareTo(retention.dividedBy(2)) <= 0;
        stage = fresh ? Stage.APPENDED : Stage.GUARD;
    }

    private void guarded(List<StoredElement> elements) {
        newest = elements.isEmpty() ? 0 : elements.get(elements.size() - 1).sequence();
        if (newest == sequence()) {
            stage = Stage.APPENDED;
        } else {
            stage = newest == 0 ? Stage.FENCED : Stage.READ_NEWEST;
        }
    }
}
