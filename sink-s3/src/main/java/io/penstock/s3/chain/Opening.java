package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainReply.Listing;
import io.penstock.s3.chain.Element.Kind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A new owner takes a chain over: lists it, reads the newest element, appends a claim that carries that element's files, and
 * so fences every older owner; then finishes the files, says so by one more element, aborts what older owners left, and
 * sweeps. Whoever loses the race for the claim begins anew.
 *
 * <p>Invariants: uploads to abort are listed <em>before</em> the claim, so that none of them is a successor's; those that the
 * claim carries are never aborted; an intent outlives the retention, since its owner may create the upload late; the newest
 * element is never deleted.
 */
public final class Opening implements Conversation {

    private enum Stage {
        LIST,
        READ_NEWEST,
        LIST_UPLOADS,
        CLAIM,
        FINISH,
        SETTLE,
        CLEAN,
        DONE
    }

    /** The owner sweeps on while it runs; here a consumer group waits, and Connect's patience is bounded. */
    private static final int MOST_SWEPT = 100;

    private final Supplier<String> nonces;
    private final Duration retention;
    private final Optional<OptionalLong> reset;
    private final List<DataFile> lost = new ArrayList<>();
    private final Deque<ChainFile> unfinished = new ArrayDeque<>();
    private final Deque<ChainRequest> cleaning = new ArrayDeque<>();
    private Stage stage = Stage.LIST;
    private Listing listing = new Listing(List.of(), List.of(), Optional.empty());
    private List<Upload> leftovers = List.of();
    private Tail tail = new Tail(0, Optional.empty(), Position.noOpinion(0));
    private Optional<Element> newest = Optional.empty();
    private AppendRound append;

    private Opening(Supplier<String> nonces, Duration retention, Optional<OptionalLong> reset) {
        this.nonces = nonces;
        this.retention = retention;
        this.reset = reset;
        this.append = claim();
    }

    /** By a task that was assigned the partition. */
    public static Opening claiming(Supplier<String> nonces, Duration retention) {
        return new Opening(nonces, retention, Optional.empty());
    }

    /**
     * By an operator's command: a new generation begins. Repeating it changes nothing as long as no task has claimed the chain
     * in between.
     *
     * @param nextOffset where to go on; empty to forget the position, so that the consumer group decides
     */
    public static Opening resetting(OptionalLong nextOffset, Supplier<String> nonces, Duration retention) {
        return new Opening(nonces, retention, Optional.of(nextOffset));
    }

    /** What the owner knows; only when the conversation is over. */
    public Tail tail() {
        return tail;
    }

    /** The elements that were there before the claim, in ascending order; only when the conversation is over. */
    public List<ChainReply.StoredElement> found() {
        return listing.elements();
    }

    /** Files that a reset gave up, because their uploads are gone from the store. */
    public List<DataFile> lost() {
        return List.copyOf(lost);
    }

    @Override
    public Optional<ChainRequest> request() {
        return switch (stage) {
            case LIST -> Optional.of(new ChainRequest.ListChain());
            case READ_NEWEST -> Optional.of(new ChainRequest.ReadElement(tail.sequence()));
            case LIST_UPLOADS ->
                Optional.of(new ChainRequest.ListUploads(listing.intents().stream()
                        .map(ChainReply.StoredIntent::name)
                        .toList()));
            case CLAIM, SETTLE -> append.request();
            case FINISH -> Optional.of(new ChainRequest.Materialise(unfinished.getFirst()));
            case CLEAN -> Optional.of(cleaning.getFirst());
            case DONE -> Optional.empty();
        };
    }

    @Override
    public void answer(ChainReply reply) {
        switch (stage) {
            case LIST -> listed((Listing) reply);
            case READ_NEWEST -> {
                if (reply instanceof ChainReply.Found found) {
                    newest = Optional.of(found.element());
                    tail = new Tail(
                            tail.sequence(), tail.seen(), found.element().position());
                    afterNewest();
                } else {
                    stage = Stage.LIST; // swept between listing and reading: others are at work
                }
            }
            case LIST_UPLOADS -> {
                leftovers = ((ChainReply.Uploads) reply).uploads();
                beginClaim();
            }
            case CLAIM -> {
                append.answer(reply);
                if (advancedOrRestarted()) {
                    newest.ifPresent(element -> unfinished.addAll(element.files()));
                    finishNext();
                }
            }
            case FINISH -> {
                if (reply instanceof ChainReply.UploadGone) {
                    gone(unfinished.getFirst());
                }
                unfinished.removeFirst();
                finishNext();
            }
            case SETTLE -> {
                append.answer(reply);
                if (advancedOrRestarted()) {
                    beginCleaning();
                }
            }
            case CLEAN -> {
                cleaning.removeFirst();
                cleanNext();
            }
            case DONE -> throw new IllegalStateException("the chain is open");
        }
    }

    private void listed(Listing found) {
        listing = found;
        newest = Optional.empty();
        leftovers = List.of();
        unfinished.clear();
        List<ChainReply.StoredElement> elements = found.elements();
        long last = elements.isEmpty() ? 0 : elements.get(elements.size() - 1).sequence();
        tail = new Tail(last, found.serverTime(), Position.noOpinion(0));
        if (last == 0) {
            afterNewest();
        } else {
            stage = Stage.READ_NEWEST;
        }
    }

    private void afterNewest() {
        if (resetAlready()) {
            stage = Stage.DONE;
        } else if (listing.intents().isEmpty()) {
            beginClaim();
        } else {
            stage = Stage.LIST_UPLOADS;
        }
    }

    private boolean resetAlready() {
        if (reset.isEmpty()) {
            return false;
        }
        boolean nothingToForget = newest.isEmpty() && reset.get().isEmpty();
        return nothingToForget
                || newest.filter(element -> element.kind() == Kind.RESET
                                && element.files().isEmpty()
                                && element.position().nextOffset()
                                        == reset.get().orElse(Position.NO_OPINION))
                        .isPresent();
    }

    private void beginClaim() {
        append = claim();
        stage = Stage.CLAIM;
    }

    private AppendRound claim() {
        List<ChainFile> carried = newest.map(Element::files).orElse(List.of());
        return new AppendRound(tail, new Element(nonces.get(), kind(Kind.CLAIM), claimed(), carried), retention);
    }

    /** An operator's command leaves its mark on all it appends, by which its repetition is recognised. */
    private Kind kind(Kind ordinary) {
        return reset.isPresent() ? Kind.RESET : ordinary;
    }

    private Position claimed() {
        if (reset.isEmpty()) {
            return tail.position();
        }
        int generation = tail.position().generation() + 1;
        return reset.get().isPresent()
                ? new Position(generation, reset.get().getAsLong(), Optional.empty())
                : Position.noOpinion(generation);
    }

    private boolean advancedOrRestarted() {
        if (append.fenced()) {
            stage = Stage.LIST;
        } else if (append.appended()) {
            tail = append.tail();
        }
        return append.appended();
    }

    private void finishNext() {
        if (!unfinished.isEmpty()) {
            stage = Stage.FINISH;
        } else if (newest.isPresent() && !newest.get().files().isEmpty()) {
            append = new AppendRound(
                    tail, new Element(nonces.get(), kind(Kind.SETTLED), tail.position(), List.of()), retention);
            stage = Stage.SETTLE;
        } else {
            beginCleaning();
        }
    }

    private void gone(ChainFile file) {
        if (reset.isEmpty()) {
            throw Lost.upload(file, tail.sequence());
        }
        lost.add(file.file());
    }

    private void beginCleaning() {
        Set<Upload> carried = newest.map(Element::uploads).orElse(Set.of());
        leftovers.stream()
                .filter(upload -> !carried.contains(upload))
                .forEach(upload -> cleaning.add(new ChainRequest.Abort(upload)));
        listing.serverTime().ifPresent(now -> {
            List<ChainReply.StoredElement> elements = listing.elements();
            elements.stream()
                    .limit(Math.max(0, elements.size() - 1))
                    .filter(element -> Duration.between(element.modified(), now).compareTo(retention) > 0)
                    .limit(MOST_SWEPT)
                    .forEach(element -> cleaning.add(new ChainRequest.DeleteElement(element.sequence())));
            listing.intents().stream()
                    .filter(intent -> Duration.between(intent.modified(), now).compareTo(retention) > 0)
                    .forEach(intent -> cleaning.add(new ChainRequest.DeleteIntent(intent.name())));
        });
        cleanNext();
    }

    private void cleanNext() {
        stage = cleaning.isEmpty() ? Stage.DONE : Stage.CLEAN;
    }
}
