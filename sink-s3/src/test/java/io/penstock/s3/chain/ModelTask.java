package io.penstock.s3.chain;

import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One incarnation of a task over the real conversations: consumes, deals records to files and rotates at random, flushes a batch
 * of files, each inline or as an upload. It wants
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
    /** An upload of a batch, while it is made and after. */
    private static final class Upload {

        final String intent;
        final DataFile file;
        final List<Long> offsets;
        boolean certain = true;
        Optional<String> id = Optional.empty();

        Upload(String intent, DataFile file, List<Long> offsets) {
            this.intent = intent;
            this.file = file;
            this.offsets = offsets;
        }
    }

    private final ModelWorld world;
    private final boolean last;
    private @Nullable Errand errand;
    /** What it asks side by side, and has no answer to yet; nothing else is asked before. */
    private final Deque<ChainRequest> flight = new ArrayDeque<>();

    private boolean gone;
    private Conversation conversation;
    private @Nullable Tail tail;
    private List<Long> buffer = new ArrayList<>();
    private boolean passed;
    private long at;
    private List<Upload> uploads = new ArrayList<>();
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
        passed = false;
        uploads = new ArrayList<>();
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
        Object label = Objects.requireNonNull(errand).label();
        if (label.toString().startsWith("create")) {
            uploads.stream().filter(upload -> upload.id.isEmpty()).findFirst().orElseThrow().certain = false;
        }
        if (label instanceof ChainRequest) {
            flight.remove(); // to be asked again, once the others have ended
            errand = null;
        }
        if (!last && flight.isEmpty() && world.chance(.1)) {
            giveUp(); // closed by Connect with the outcome unknown
        } else if (conversation instanceof Opening opening
                && label instanceof ChainRequest
                && !world.leftOut(Rule.CARRY) // it could not read its claim's files again
                && world.chance(.5)) {
            opening.rest();
        }
    }

    /** What a process that dies leaves to the network. */
    List<Function<ModelStore, Object>> underWay() {
        return flight.stream()
                .<Function<ModelStore, Object>>map(request -> store -> store.answer(request))
                .toList();
    }

    private void giveUp() {
        boolean batchMayBeListed = conversation instanceof Flushing;
        if (!batchMayBeListed || world.leftOut(Rule.BLIND)) {
            uploads.forEach(upload -> upload.id.ifPresent(world.store()::abort));
        }
        gone = true;
    }

    private void prepare() {
        if (errand != null || gone) {
            return;
        }
        if (flight.isEmpty()) {
            flight.addAll(world.some(conversation.abreast()));
        }
        ChainRequest next = flight.peek();
        if (next != null) {
            ChainRequest request = world.mutated(next);
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
        ChainRequest asked = flight.remove();
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
        conversation.answer(asked, believed);
        if (world.leftOut(Rule.ALL) && conversation instanceof Flushing) {
            conversation.abreast().stream()
                    .filter(ChainRequest.Materialise.class::isInstance)
                    .filter(unseen -> asked instanceof ChainRequest.Materialise)
                    .forEach(unseen -> conversation.answer(unseen, new ChainReply.Done()));
            flight.clear();
        }
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
            passed = false;
            world.commit(flushed.tail().position().nextOffset());
            Deque<String> done = new ArrayDeque<>();
            uploads.stream().filter(upload -> upload.certain).forEach(upload -> done.add(upload.intent));
            uploads = new ArrayList<>();
            retractNext(done);
        }
    }

    private void retractNext(Deque<String> intents) {
        String intent = intents.poll();
        if (intent != null) {
            errand = new Errand("retract " + intent, store -> retract(store, intent), reply -> retractNext(intents));
        }
    }

    private static Object retract(ModelStore store, String name) {
        store.retract(name);
        return name;
    }

    /** Consumes one record, or flushes, or ends. */
    void poll() {
        Optional<Long> record = world.fetch(at);
        if (end == End.LOST || (last && record.isEmpty() && buffer.isEmpty() && !passed)) {
            gone = true;
            return;
        }
        if (record.isPresent() && end == End.NONE) {
            at = record.get() + 1;
            if (world.dead(record.get())) {
                passed = true;
            } else {
                buffer.add(record.get());
            }
        }
        if ((!buffer.isEmpty() || passed) && (record.isEmpty() || end != End.NONE || world.chance(.35))) {
            flush();
        } else if (end != End.NONE) {
            gone = true;
        }
    }

    private void flush() {
        Tail from = Objects.requireNonNull(tail);
        List<List<Long>> dealt = new ArrayList<>();
        IntStream.rangeClosed(0, world.below(3)).forEach(i -> dealt.add(new ArrayList<>()));
        buffer.forEach(offset -> dealt.get(world.below(dealt.size())).add(offset));
        List<ChainFile> files = new ArrayList<>();
        for (List<Long> offsets : dealt) {
            if (offsets.isEmpty()) {
                continue;
            }
            String nonce = world.nonce();
            String key = "data/" + from.position().generation() + "/" + offsets.get(0);
            DataFile file = new DataFile(key, nonce, "text/plain", Optional.empty(), 0, offsets.size(), 0, Map.of());
            if (world.chance(.5)) {
                String text = offsets.stream().map(String::valueOf).collect(Collectors.joining(","));
                files.add(new ChainFile.Inline(file, Content.of(text.getBytes(StandardCharsets.US_ASCII))));
            } else {
                uploads.add(new Upload(nonce, file, List.copyOf(offsets)));
            }
        }
        uploadNext(from, files);
    }

    /** Declares and creates one upload after the other; then appends. */
    private void uploadNext(Tail from, List<ChainFile> files) {
        Optional<Upload> next =
                uploads.stream().filter(upload -> upload.id.isEmpty()).findFirst();
        if (next.isEmpty()) {
            append(from, files);
            return;
        }
        Upload upload = next.get();
        String key = upload.file.key();
        errand = new Errand(
                "declare " + key,
                store -> declare(store, upload.intent, key),
                declaration -> errand = new Errand(
                        "create " + key,
                        store -> store.create(upload.intent, key, upload.file.nonce(), upload.offsets),
                        id -> {
                            upload.id = Optional.of((String) id);
                            files.add(new ChainFile.Uploaded(upload.file, (String) id, List.of()));
                            uploadNext(from, files);
                        }));
    }

    private static Object declare(ModelStore store, String name, String key) {
        store.declare(name, key);
        return name;
    }

    private void append(Tail from, List<ChainFile> files) {
        boolean part = world.leftOut(Rule.WHOLE) && files.size() > 1;
        Position position = new Position(from.position().generation(), at, Optional.empty());
        conversation = new Flushing(
                from,
                new Element(world.nonce(), Element.Kind.BATCH, position, part ? files.subList(1, files.size()) : files),
                ModelWorld.RETENTION);
    }
}
