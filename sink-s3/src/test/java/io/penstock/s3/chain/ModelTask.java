package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a task over the real conversations: consumes, rotates at random, flushes inline or as an upload. It wants
 * one thing at a time; the world decides when, and what becomes of the request.
 */
final class ModelTask {

    /** How the life of a task ends. */
    enum End {
        NONE,
        /** It flushes what it has. */
        CLOSE,
        /** It drops what it has. */
        LOST
    }

    /** A request with what to do on its answer. */
    private record Errand(Object label, Function<ModelStore, Object> request, Consumer<Object> then) {}

    final String name;
    End end = End.NONE;
    private final ModelWorld world;
    private final boolean last;
    private @Nullable Errand errand;
    private boolean gone;
    private Conversation conversation;
    private @Nullable Tail tail;
    private List<Long> buffer = new ArrayList<>();
    private long at;
    private String intent = "";
    private boolean certain = true;
    private Optional<ChainFile.Uploaded> upload = Optional.empty();
    private @Nullable Instant seen;

    /** @param last whether it ends when everything is consumed and flushed */
    ModelTask(ModelWorld world, String name, boolean last) {
        this.world = world;
        this.name = name;
        this.last = last;
        this.conversation = opening();
    }

    private Opening opening() {
        buffer = new ArrayList<>();
        upload = Optional.empty();
        return Opening.claiming(world::nonce, ModelWorld.RETENTION);
    }

    boolean gone() {
        return gone;
    }

    /** What it asks of the store now; empty when it only wants to poll. */
    Optional<Object> wants() {
        prepare();
        return errand == null ? Optional.empty() : Optional.of(errand.label());
    }

    Function<ModelStore, Object> request() {
        return Objects.requireNonNull(errand).request();
    }

    void answered(Object reply) {
        Errand done = Objects.requireNonNull(errand);
        errand = null;
        done.then().accept(reply);
    }

    void unanswered() {
        if (Objects.requireNonNull(errand).label().toString().startsWith("create")) {
            certain = false;
        }
        if (!last && world.chance(.1)) {
            giveUp(); // closed by Connect with the outcome unknown
        }
    }

    private void giveUp() {
        boolean batchMayBeListed = conversation instanceof Flushing;
        if (upload.isPresent() && (!batchMayBeListed || world.leftOut(Rule.BLIND))) {
            world.store().abort(upload.get().uploadId());
        }
        gone = true;
    }

    private void prepare() {
        if (errand != null || gone) {
            return;
        }
        Optional<ChainRequest> next = conversation.request();
        if (next.isPresent()) {
            ChainRequest request = world.mutated(next.get());
            boolean skipped = world.leftOut(Rule.CLAIM) && isClaim(request);
            errand = new Errand(
                    request,
                    store -> skipped ? new ChainReply.Appended(Optional.ofNullable(seen)) : store.answer(request),
                    reply -> converse((ChainReply) reply));
        }
    }

    private static boolean isClaim(ChainRequest request) {
        return request instanceof ChainRequest.Append append && append.element().kind() == Element.Kind.CLAIM;
    }

    private void converse(ChainReply reply) {
        ChainReply believed = reply;
        if (reply instanceof ChainReply.Listing listing) {
            seen = listing.serverTime().orElseThrow();
        } else if (reply instanceof ChainReply.Appended appended) {
            if (world.leftOut(Rule.GUARD)) {
                believed = new ChainReply.Appended(Optional.ofNullable(seen));
            } else {
                seen = appended.serverTime().orElse(null);
            }
        }
        conversation.answer(believed);
        if (conversation.request().isEmpty()) {
            over();
        }
    }

    private void over() {
        if (conversation instanceof Opening opened) {
            tail = opened.tail();
            Position position = opened.tail().position();
            at = Math.max(position.hasOpinion() ? position.nextOffset() : world.committed(), world.logStart());
        } else if (conversation instanceof Flushing flushed) {
            if (flushed.fenced()) {
                conversation = opening();
                return;
            }
            tail = flushed.tail();
            buffer = new ArrayList<>();
            world.commit(flushed.tail().position().nextOffset());
            if (upload.isPresent() && certain) {
                String name = intent;
                errand = new Errand("retract " + name, store -> retract(store, name), reply -> {});
            }
            upload = Optional.empty();
        }
    }

    private static Object retract(ModelStore store, String name) {
        store.retract(name);
        return name;
    }

    /** Consumes one record, or flushes, or ends. */
    void poll() {
        Optional<Long> record = world.fetch(at);
        if (end == End.LOST || (last && record.isEmpty() && buffer.isEmpty())) {
            gone = true;
            return;
        }
        if (record.isPresent() && end == End.NONE) {
            at = record.get() + 1;
            buffer.add(record.get());
        }
        if (!buffer.isEmpty() && (record.isEmpty() || end != End.NONE || world.chance(.35))) {
            flush();
        } else if (end != End.NONE) {
            gone = true;
        }
    }

    private void flush() {
        Tail from = Objects.requireNonNull(tail);
        String nonce = world.nonce();
        String key = "data/" + from.position().generation() + "/" + buffer.get(0);
        DataFile file = new DataFile(key, nonce, "text/plain", Optional.empty(), buffer.size(), 0);
        if (world.chance(.5)) {
            String text = buffer.stream().map(String::valueOf).collect(Collectors.joining(","));
            append(from, new ChainFile.Inline(file, Content.of(text.getBytes(StandardCharsets.US_ASCII))));
            return;
        }
        List<Long> offsets = List.copyOf(buffer);
        String declared = nonce;
        intent = declared;
        certain = true;
        errand = new Errand(
                "declare " + key,
                store -> declare(store, declared, key),
                declaration -> errand =
                        new Errand("create " + key, store -> store.create(declared, key, nonce, offsets), id -> {
                            ChainFile.Uploaded created = new ChainFile.Uploaded(file, (String) id, List.of());
                            upload = Optional.of(created);
                            append(from, created);
                        }));
    }

    private static Object declare(ModelStore store, String name, String key) {
        store.declare(name, key);
        return name;
    }

    private void append(Tail from, ChainFile file) {
        Position position = new Position(from.position().generation(), at, Optional.empty());
        conversation = new Flushing(
                from, new Element(world.nonce(), Element.Kind.BATCH, position, List.of(file)), ModelWorld.RETENTION);
    }
}
