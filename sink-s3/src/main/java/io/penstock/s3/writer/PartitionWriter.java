package io.penstock.s3.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.offset.Position;
import io.penstock.common.offset.PositionGate;
import io.penstock.common.offset.WitnessCheck;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainReply;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.partition.FilePlace;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.rotate.MomentWindow;
import io.penstock.s3.rotate.RotationPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic partition for as long as the task owns it: its open files, which are one batch, and at most one batch on its way.
 *
 * <p>Invariants: every admitted record is in an open file, was passed over on purpose, or was routed as errant, before a flush
 * takes the gate's position; a flush takes all open files; after the consumer was sent elsewhere nothing is admitted until
 * records come that were fetched later, nor is Connect's count of what was consumed believed until a put with one of them has
 * succeeded. Whatever throws a TransientException or OutOfTime can be called again. Confined to the task's thread.
 */
final class PartitionWriter {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);

    private final TopicPartition partition;
    private final Ledger ledger;
    private final FileStarter starter;
    private final RotationPolicy rotation;
    private final WitnessCheck witnessCheck;
    private final Shared shared;
    private @Nullable PositionGate gate;
    private volatile boolean closed;
    private Batch batch = new Batch();
    private MomentWindow window;
    /** Of batches that are durable. */
    private final Deque<UploadSession> tidying = new ArrayDeque<>();

    private Position durable = Position.noOpinion(0);
    private @Nullable Position committing;
    private OptionalLong began = OptionalLong.empty();
    /** Where delivery began beyond the ledger's position, until something comes from there. */
    private OptionalLong sentBackFrom = OptionalLong.empty();

    private boolean flushing;
    private boolean wasFenced;
    /** Whether the records in hand were fetched before the consumer was sent elsewhere. */
    private boolean rewinding;
    /** Whether nothing was taken yet of what comes from where the consumer was sent. */
    private boolean awaited;

    private boolean arrived;
    private boolean touched;

    /**
     * What the writers of one task share.
     *
     * @param inline how much of a batch rides in its commit record
     * @param giveUp how long the store is asked to abort what no commit record will list, in the middle of a put
     * @param ticker nanoseconds
     * @param clock of the wall
     * @param seek sends the consumer of a partition to an offset: {@code SinkTaskContext.offset}
     * @param committed is told of each flush, so that Connect commits soon
     */
    record Shared(
            Incoming incoming,
            ErrorRouter errors,
            SinkMetrics metrics,
            Room room,
            InlineLimit inline,
            Supplier<Pace> giveUp,
            LongSupplier ticker,
            Clock clock,
            BiConsumer<TopicPartition, Long> seek,
            Runnable committed) {}

    PartitionWriter(
            TopicPartition partition,
            Ledger ledger,
            FileStarter starter,
            RotationPolicy rotation,
            WitnessCheck witnessCheck,
            Shared shared) {
        this.partition = partition;
        this.ledger = ledger;
        this.starter = starter;
        this.rotation = rotation;
        this.window = rotation.window();
        this.witnessCheck = witnessCheck;
        this.shared = shared;
    }

    /**
     * The records in hand were fetched after all that was done so far. To be called before the partition is claimed: a claim may
     * send the consumer elsewhere, and then they are not what comes from there.
     */
    void freshlyFetched() {
        rewinding = false;
    }

    /** Takes up what an earlier put left: a batch on its way. */
    void resume() {
        touched = false;
        arrived = false;
        tidy();
        if (flushing || overfull()) {
            flush();
        }
    }

    TopicPartition partition() {
        return partition;
    }

    /** Whether the partition has yet to be taken over, by {@link #takeOver} and then {@link #claimed}. */
    boolean unclaimed() {
        return gate == null;
    }

    /** Whether {@link #takeOver} has use for a listing. */
    boolean unlisted() {
        return ledger.unlisted();
    }

    /**
     * Asks the store for the partition. May run on another thread, as long as nothing but {@link #close} is called meanwhile.
     *
     * @param listed the chain, if it was listed together with others
     */
    Position takeOver(Optional<ChainReply.Listing> listed) {
        return ledger.claim(listed);
    }

    private boolean overfull() {
        return batch.full(rotation, shared.inline());
    }

    /** Begins to work on what {@link #takeOver} brought. */
    void claimed(Position claimed) {
        PositionGate fresh = new PositionGate(partition, claimed, witnessCheck);
        gate = fresh;
        window = rotation.window();
        LOG.info("Claimed {}: generation {}, next offset {}", partition, claimed.generation(), claimed.nextOffset());
        if (wasFenced) {
            wasFenced = false;
            rewindToLedger(fresh, claimed);
        }
        durable = claimed;
        began = OptionalLong.empty();
    }

    /** What this task had consumed beyond the durable position was dropped with the buffer: it must come again. */
    private void rewindToLedger(PositionGate to, Position claimed) {
        if (claimed.hasOpinion()) {
            rewind(to);
        } else if (claimed.generation() != durable.generation()) {
            throw new FatalException(
                    S3Error.OFFSETS_RESET,
                    partition + ": the offsets were deleted while the task was running. "
                            + S3Error.OFFSETS_RESET.remedy());
        } else {
            // No ledger: everything since this task's last batch, or its first record, is missing.
            OptionalLong from = durable.hasOpinion() ? OptionalLong.of(durable.nextOffset()) : began;
            from.ifPresent(this::seek);
        }
    }

    private void rewind(PositionGate to) {
        seek(to.seekOffset());
        to.sought();
    }

    private void seek(long offset) {
        shared.seek().accept(partition, offset);
        rewinding = true;
        awaited = true;
    }

    /** Takes one record, unless it is known already. */
    void accept(SinkRecord record) {
        touched = true;
        if (rewinding) {
            return;
        }
        arrived = true;
        PositionGate current = Objects.requireNonNull(gate, "not claimed");
        boolean known =
                current.nextOffset() != Position.NO_OPINION && record.originalKafkaOffset() < current.nextOffset();
        if (!known) {
            prepare(record);
            if (rewinding) {
                return; // fenced while making room
            }
        }
        PositionGate admitting = Objects.requireNonNull(gate);
        switch (admitting.admit(record)) {
            case ACCEPT -> admitted(record);
            case DISCARD -> {
                LOG.trace("{}@{} is stored already", partition, record.originalKafkaOffset());
                admitting.displacement().ifPresent(LOG::info);
            }
            case SEEK -> {
                admitting.displacement().ifPresent(LOG::info);
                sentBackFrom = record.originalKafkaOffset() > admitting.nextOffset()
                        ? OptionalLong.of(record.originalKafkaOffset())
                        : OptionalLong.empty();
                rewind(admitting);
            }
        }
    }

    /** Mostly nothing lies between: a transaction's marker, or what a transform drops, which the ledger does not hear of. */
    private void tellOfTheReturn(SinkRecord first) {
        long from = sentBackFrom.orElse(Long.MIN_VALUE);
        sentBackFrom = OptionalLong.empty();
        if (first.originalKafkaOffset() < from) {
            LOG.warn(
                    "{}: Kafka delivered from offset {} on, and the sink goes on from offset {}, where the ledger stands. What"
                            + " delivery.guarantee=at_least_once has written between the two is written once more",
                    partition,
                    from,
                    first.originalKafkaOffset());
        }
    }

    /** Does all that may flush, before the gate's position moves beyond the record. */
    private void prepare(SinkRecord record) {
        Incoming incoming = shared.incoming();
        incoming.take(record);
        if (batch.scheduledEnd().isPresent() && due()) {
            flush(); // the time has come between two puts, and this record is of the next file
        }
        if (!incoming.writable()) {
            return;
        }
        OpenFile open = batch.at(incoming.place());
        boolean isNext = batch.hasFiles() && window.endsBefore(incoming.moment());
        if (isNext || (open != null && !open.takes(incoming.schema()))) {
            flush();
        }
        boolean isOpen = batch.at(incoming.place()) != null;
        shared.room()
                .make(starter.worstGrowth(incoming.schema(), incoming.encoded().size(), isOpen));
        if (isOpen && !rewinding && batch.at(incoming.place()) == null) {
            // It was this partition's own batch that gave way: a new file needs more than a place in an open one.
            shared.room()
                    .make(starter.worstGrowth(
                            incoming.schema(), incoming.encoded().size(), false));
        }
    }

    private void admitted(SinkRecord record) {
        Incoming incoming = shared.incoming();
        tellOfTheReturn(record);
        shared.metrics().received().increment();
        if (began.isEmpty()) {
            began = OptionalLong.of(record.originalKafkaOffset());
        }
        incoming.refuseEmpty(record);
        if (batch.isEmpty()) {
            batch.endsAt(rotation.scheduledEnd(shared.clock().instant()));
        }
        OpenFile open = incoming.writable() ? batch.at(incoming.place()) : null;
        if (open == null && incoming.writable()) {
            open = begin(record);
        }
        RecordException failure = incoming.failure();
        if (failure != null) {
            shared.errors().route(record, failure);
        } else if (open != null && incoming.writable()) {
            batch.append(open, incoming.encoded(), record);
            window.entered(incoming.moment());
            incoming.entered();
            uploadOrFlushIfFull(open);
            return;
        }
        passed();
    }

    /** Without it a long stretch of dead letters would be reported again by the next owner, who begins at the ledger's position. */
    private void passed() {
        if (ledger.keepsPositions()) {
            batch.pass(shared.ticker());
            if (batch.passedEnough(rotation)) {
                flush();
            }
        }
    }

    private @Nullable OpenFile begin(SinkRecord record) {
        FilePlace place = shared.incoming().place();
        FileStart start = starter.startAt(record, place.path(), durable.generation());
        try {
            OpenFile begun =
                    starter.open(start, starter.keyOf(start), shared.incoming().schema(), ledger);
            batch.begin(place, begun);
            return begun;
        } catch (RecordException e) {
            shared.incoming().failed(e); // it lacks what the name needs
            return null;
        }
    }

    private void uploadOrFlushIfFull(OpenFile open) {
        if (!open.sendFullSegments()) {
            startOver();
        } else if (batch.fullWith(open, rotation, shared.inline())) {
            flush();
        }
    }

    /**
     * Makes all open files durable and visible, as one batch, and the position beyond what was passed over.
     *
     * @throws OutOfTime to go on in the next put
     */
    void flush() {
        if (batch.isEmpty()) {
            return;
        }
        flushing = true; // from now on nothing enters the files, whatever fails
        if (committing == null) {
            // The position to be committed passes their offsets.
            shared.errors().awaitReported();
            Position position = Objects.requireNonNull(gate).position();
            Optional<List<ChainFile>> sealed =
                    batch.seal(position.nextOffset(), shared.inline().bytes());
            if (sealed.isEmpty()) {
                startOver();
                return;
            }
            ledger.begin(position, sealed.get());
            committing = position;
        }
        if (finished()) {
            committed(Objects.requireNonNull(committing));
        } else {
            startOver();
        }
    }

    private boolean finished() {
        try {
            return ledger.finish();
        } catch (FatalException e) {
            LOG.error(
                    "{}: {} cannot be written: {}", partition, batch, e.getMessage()); // which the store does not know
            throw e;
        }
    }

    private void committed(Position position) {
        Batch done = batch;
        shared.metrics().objects().add(done.size());
        shared.metrics().bytes().add(done.bytes());
        LOG.debug(
                "{}: wrote {} with {} records, next offset {}", partition, done, done.records(), position.nextOffset());
        durable = position;
        committing = null;
        flushing = false;
        batch = new Batch();
        window.batchEnded();
        tidying.addAll(done.committed());
        shared.committed().run();
        tidy();
    }

    private void tidy() {
        for (UploadSession next = tidying.peek(); next != null; next = tidying.peek()) {
            next.ended();
            tidying.remove();
        }
    }

    /** The batch will never be: what it held is read again, by whoever has the partition now. It is to be claimed anew. */
    private void startOver() {
        LOG.info(
                "{}: another task has claimed the partition, or an upload is gone from the store; {} records are let go"
                        + " here, and read again by whoever has the partition",
                partition,
                batch.records());
        shared.metrics().fenced().increment();
        committing = null;
        flushing = false;
        gate = null;
        wasFenced = true;
        rewinding = true;
        if (ledger.keepsPositions()) {
            batch.discard(); // the conversation has aborted what no heir carries, or the next claim does
        } else {
            batch.abandon(shared.giveUp().get());
        }
    }

    /** Whether the batch must go, by age or clock. */
    boolean due() {
        return untilDue().filter(Duration::isZero).isPresent();
    }

    /** After the records of a put: follows up on records that were discarded on faith. */
    void followUp() {
        PositionGate current = gate;
        if (!touched && !rewinding && current != null && current.unconfirmed()) {
            rewind(current);
        }
    }

    /** The put has succeeded: Connect counts by its records from now on. */
    void taken() {
        if (arrived) {
            awaited = false;
        }
    }

    /** When the first open file began; empty without one. */
    OptionalLong openSince() {
        return batch.openSince();
    }

    /**
     * Spills what can be of its open files; nothing of a batch that is being committed, whose contents are in use.
     *
     * @param bytes after which it is enough
     * @return the memory that was given back
     */
    long spill(long bytes) {
        return flushing ? 0 : batch.spill(bytes);
    }

    /** Since what is to be committed began; zero without anything. */
    Duration age() {
        OptionalLong since = batch.pendingSince();
        return since.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(shared.ticker().getAsLong() - since.getAsLong());
    }

    /** How long until the batch must go although nothing more comes; empty where nothing is to be committed. */
    Optional<Duration> untilDue() {
        if (batch.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                rotation.left(age(), batch.scheduledEnd(), shared.clock().instant()));
    }

    int openFiles() {
        return batch.size();
    }

    /**
     * The next offset up to which everything is durable, passed over or reported; empty while that is not certain.
     *
     * @param consumed the next offset by Connect's count: everything below it was delivered in a put that succeeded, or dropped
     *     by a transform
     * @param reported whether all errant records so far are known to be in the dead letter queue
     */
    OptionalLong safeOffset(long consumed, boolean reported) {
        PositionGate current = gate;
        if (current == null || rewinding || awaited || !current.settled()) {
            return OptionalLong.empty();
        }
        if (!batch.hasFiles() && reported) {
            return OptionalLong.of(consumed);
        }
        return durable.hasOpinion() ? OptionalLong.of(Math.min(durable.nextOffset(), consumed)) : OptionalLong.empty();
    }

    /**
     * Drops the buffers; an upload that no commit record can list is aborted. One that was completed and not heard of bears it.
     *
     * @param patience how long the store is asked; given up when it is silent
     */
    void close(Pace patience) {
        closed = true;
        if (gate == null) {
            ledger.abandon(); // its claim may be under way
        }
        if (ledger.pending() && ledger.keepsPositions()) {
            batch.discard(); // a commit record may list its uploads: they are another's now
        } else {
            batch.abandon(patience);
        }
    }

    /** May be called from any thread. */
    boolean isClosed() {
        return closed;
    }
}
