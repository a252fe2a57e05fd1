package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainReply.Listing;
import io.penstock.s3.chain.ChainReply.StoredElement;
import io.penstock.s3.chain.ChainReply.StoredIntent;
import io.penstock.s3.chain.Element.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
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
 * claim carries are never aborted; an intent outlives the retention, since its owner may create the upload late, or a day where no
 * upload is found at its key; the newest element is never deleted.
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

    private static final int MARKS_A_RETENTION = 100;

    /**
     * How old an intent becomes of which nothing came, where the retention is longer: each costs every claim two requests, and a task that is killed
     * leaves as many as it had large files open.
     */
    private static final Duration IDLE_INTENT = Duration.ofDays(1);

    private final Supplier<String> nonces;
    private final Duration retention;
    private final Optional<OptionalLong> reset;
    private final List<DataFile> lost = new ArrayList<>();
    private final Deque<ChainFile> unfinished = new ArrayDeque<>();
    private final Deque<ChainRequest> cleaning = new ArrayDeque<>();
    private Stage stage = Stage.LIST;
    private Listing listing = new Listing(List.of(), List.of(), Optional.empty());
    private final Deque<StoredIntent> unseen = new ArrayDeque<>();
    private final Set<StoredIntent> idle = new HashSet<>();
    private final Set<Upload> leftovers = new LinkedHashSet<>();
    private Tail tail = new Tail(0, Optional.empty(), Position.noOpinion(0));
    /** With the bytes of its small files; only until they are in place. */
    private Optional<Element> newest = Optional.empty();

    private Set<Upload> carried = Set.of();
    /** The nonce of the element that is to be read again. */
    private Optional<String> resting = Optional.empty();

    private int unfinishedAtRest;
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

    /** Some of the elements that were there before the claim, in ascending order; only when the conversation is over. */
    public List<StoredElement> found() {
        return listing.elements();
    }

    /** Files that a reset gave up, because their uploads are gone from the store. */
    public List<DataFile> lost() {
        return List.copyOf(lost);
    }

    /**
     * Lets go of the bytes of small files, for one that waits for its next attempt among many; they are read again when it goes on.
     */
    public void rest() {
        if (newest.isPresent() && newest.get().files().stream().anyMatch(ChainFile.Inline.class::isInstance)) {
            resting = Optional.of(
                    stage == Stage.FINISH ? append.nonce() : newest.get().nonce());
            newest = Optional.empty();
            unfinishedAtRest = unfinished.size();
            unfinished.clear();
        }
    }

    private boolean mustReadAgain() {
        return resting.isPresent() && (stage == Stage.CLAIM || stage == Stage.FINISH);
    }

    /** The newest that was found, or the claim, which holds the same files. */
    private void readAgain(ChainReply reply) {
        Optional<String> nonce = resting;
        resting = Optional.empty();
        if (reply instanceof ChainReply.Found found
                && nonce.equals(Optional.of(found.element().nonce()))) {
            List<ChainFile> files = found.element().files();
            newest = Optional.of(found.element());
            unfinished.addAll(files.subList(files.size() - unfinishedAtRest, files.size()));
        } else {
            stage = Stage.LIST; // swept, and perhaps written anew by a zombie: others are at work
        }
    }

    @Override
    public Optional<ChainRequest> request() {
        if (mustReadAgain()) {
            return Optional.of(new ChainRequest.ReadElement(tail.sequence()));
        }
        return switch (stage) {
            case LIST -> Optional.of(new ChainRequest.ListChain());
            case READ_NEWEST -> Optional.of(new ChainRequest.ReadElement(tail.sequence()));
            case LIST_UPLOADS ->
                Optional.of(new ChainRequest.ListUploads(unseen.getFirst().name()));
            case CLAIM, SETTLE -> append.request();
            case FINISH -> Optional.of(new ChainRequest.Materialise(unfinished.getFirst()));
            case CLEAN -> Optional.of(cleaning.getFirst());
            case DONE -> Optional.empty();
        };
    }

    @Override
    public void answer(ChainReply reply) {
        if (mustReadAgain()) {
            readAgain(reply);
            return;
        }
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
                found(unseen.removeFirst(), ((ChainReply.Uploads) reply).uploads());
                listUploadsNext();
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
        listing = new Listing(thinned(found.elements()), found.intents(), found.serverTime());
        newest = Optional.empty();
        resting = Optional.empty();
        unseen.clear();
        idle.clear();
        leftovers.clear();
        unfinished.clear();
        List<StoredElement> elements = found.elements();
        long last = elements.isEmpty() ? 0 : elements.get(elements.size() - 1).sequence();
        tail = new Tail(last, found.serverTime(), Position.noOpinion(0));
        if (last == 0) {
            afterNewest();
        } else {
            stage = Stage.READ_NEWEST;
        }
    }

    /** What is swept now, the newest, and between them what a sweep can tell ages by: hundreds wait at a time. */
    private List<StoredElement> thinned(List<StoredElement> elements) {
        if (elements.size() <= MOST_SWEPT) {
            return elements;
        }
        List<StoredElement> kept = new ArrayList<>(elements.subList(0, MOST_SWEPT));
        Duration apart = retention.dividedBy(MARKS_A_RETENTION);
        Instant last = kept.get(MOST_SWEPT - 1).modified();
        for (StoredElement element : elements.subList(MOST_SWEPT, elements.size() - 1)) {
            if (Duration.between(last, element.modified()).compareTo(apart) >= 0) {
                kept.add(element);
                last = element.modified();
            }
        }
        kept.add(elements.get(elements.size() - 1));
        return List.copyOf(kept);
    }

    private void afterNewest() {
        if (resetAlready()) {
            stage = Stage.DONE;
        } else {
            unseen.addAll(listing.intents());
            listUploadsNext();
        }
    }

    private void found(StoredIntent intent, List<Upload> uploads) {
        leftovers.addAll(uploads);
        if (uploads.isEmpty()) {
            idle.add(intent);
        }
    }

    private void listUploadsNext() {
        if (unseen.isEmpty()) {
            append = claim();
            stage = Stage.CLAIM;
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

    private AppendRound claim() {
        String nonce = nonces.get();
        Position position = claimed();
        return new AppendRound(
                tail,
                nonce,
                position,
                () -> new Element(
                        nonce,
                        kind(Kind.CLAIM),
                        position,
                        newest.map(Element::files).orElse(List.of())),
                retention);
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
            append = claim(); // the other holds what it read
            stage = Stage.LIST;
        } else if (append.appended()) {
            tail = append.tail();
        }
        return append.appended();
    }

    private void finishNext() {
        if (!unfinished.isEmpty()) {
            stage = Stage.FINISH;
            return;
        }
        boolean hadFiles = newest.isPresent() && !newest.get().files().isEmpty();
        carried = newest.map(Element::uploads).orElse(Set.of());
        newest = Optional.empty();
        if (hadFiles) {
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
        leftovers.stream()
                .filter(upload -> !carried.contains(upload))
                .forEach(upload -> cleaning.add(new ChainRequest.Abort(upload)));
        listing.serverTime().ifPresent(now -> {
            List<StoredElement> elements = listing.elements();
            elements.stream()
                    .limit(Math.max(0, elements.size() - 1))
                    .filter(element -> Duration.between(element.modified(), now).compareTo(retention) > 0)
                    .limit(MOST_SWEPT)
                    .forEach(element -> cleaning.add(new ChainRequest.DeleteElement(element.sequence())));
            listing.intents().stream()
                    .filter(intent -> isOld(intent, now))
                    .forEach(intent -> cleaning.add(new ChainRequest.DeleteIntent(intent.name())));
        });
        cleanNext();
    }

    private boolean isOld(StoredIntent intent, Instant now) {
        Duration age = Duration.between(intent.modified(), now);
        return age.compareTo(retention) > 0 || (idle.contains(intent) && age.compareTo(IDLE_INTENT) > 0);
    }

    private void cleanNext() {
        stage = cleaning.isEmpty() ? Stage.DONE : Stage.CLEAN;
    }
}
