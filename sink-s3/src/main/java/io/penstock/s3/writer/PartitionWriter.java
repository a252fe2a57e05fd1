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
import io.penstock.s3.rotate.RotationPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic partition for as long as the task owns it: its open files, which are one batch, and at most one batch on its way.
 *
 * <p>Invariants: every admitted record is in an open file, was passed over on purpose, or was routed as errant, before a flush
 * takes the gate's position; a flush takes all open files; after the consumer was sent elsewhere nothing is admitted until a put that is not a redelivery.
 * Whatever throws a TransientException can be called again. Confined to the task's thread.
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
    private Batch batch = new Batch();
    private Position durable = Position.noOpinion(0);
    private @Nullable Position committing;
    private OptionalLong began = OptionalLong.empty();
    private boolean flushing;
    private boolean wasFenced;
    private boolean rewinding;
    private boolean touched;

    /**
     * What the writers of one task share.
     *
     * @param inlineBytes how much of a batch may ride in its commit record
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
            long inlineBytes,
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
        this.witnessCheck = witnessCheck;
        this.shared = shared;
    }

    /**
     * Takes up what an earlier put left: a batch on its way.
     *
     * @param redelivery whether the records to come are those of the last put again
     */
    void resume(boolean redelivery) {
        touched = false;
        if (!redelivery) {
            rewinding = false; // the consumer was sent off before these records were fetched
        }
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
        return batch.full(rotation);
    }

    /** Begins to work on what {@link #takeOver} brought. */
    void claimed(Position claimed) {
        PositionGate fresh = new PositionGate(partition, claimed, witnessCheck);
        gate = fresh;
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
            from.ifPresent(offset -> shared.seek().accept(partition, offset));
            rewinding = true;
        }
    }

    private void rewind(PositionGate to) {
        shared.seek().accept(partition, to.seekOffset());
        to.sought();
        rewinding = true;
    }

    /** Takes one record, unless it is known already. */
    void accept(SinkRecord record) {
        touched = true;
        PositionGate current = Objects.requireNonNull(gate, "not claimed");
        if (rewinding) {
            return;
        }
        boolean known =
                current.nextOffset() != Position.NO_OPINION && record.originalKafkaOffset() < current.nextOffset();
        if (!known) {
            prepare(record);
            if (rewinding) {
                return; // fenced while making room
            }
        }
        switch (Objects.requireNonNull(gate).admit(record)) {
            case ACCEPT -> admitted(record);
            case DISCARD -> LOG.trace("{}@{} is stored already", partition, record.originalKafkaOffset());
            case SEEK -> rewind(Objects.requireNonNull(gate));
        }
    }

    /** Does all that may flush, before the gate's position moves beyond the record. */
    private void prepare(SinkRecord record) {
        Incoming incoming = shared.incoming();
        incoming.take(record);
        if (batch.scheduledEnd().isPresent()
                && untilDue().filter(Duration::isZero).isPresent()) {
            flush(); // the time has come between two puts, and this record is of the next file
        }
        if (!incoming.writable()) {
            return;
        }
        OpenFile open = batch.at(incoming.place());
        if (open != null && rotation.beyond(open.start().timestamp(), record.timestamp())) {
            flush();
        }
        boolean isOpen = batch.at(incoming.place()) != null;
        shared.room().make(starter.worstGrowth(incoming.encoded().size(), isOpen));
        if (isOpen && !rewinding && batch.at(incoming.place()) == null) {
            // It was this partition's own batch that gave way: a new file needs more than a place in an open one.
            shared.room().make(starter.worstGrowth(incoming.encoded().size(), false));
        }
    }

    private void admitted(SinkRecord record) {
        Incoming incoming = shared.incoming();
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
            open.append(incoming.encoded());
            uploadOrFlushIfFull(open);
            return;
        }
        passed();
    }

    /** Without it a long stretch of dead letters would be reported again by the next owner, who begins at the ledger's position. */
    private void passed() {
        if (ledger.keepsPositions()) {
            batch.pass(shared.ticker());
            if (!batch.hasFiles() && batch.full(rotation)) {
                flush();
            }
        }
    }

    private @Nullable OpenFile begin(SinkRecord record) {
        FilePlace place = shared.incoming().place();
        FileStart start = starter.startAt(record, place.path(), durable.generation());
        try {
            OpenFile begun = starter.open(start, starter.keyOf(start), ledger);
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
        } else if (rotation.full(open.records(), open.bytes())) {
            flush();
        }
    }

    /** Makes all open files durable and visible, as one batch, and the position beyond what was passed over. */
    void flush() {
        if (batch.isEmpty()) {
            return;
        }
        flushing = true; // from now on nothing enters the files, whatever fails
        if (committing == null) {
            // The position to be committed passes their offsets.
            shared.errors().awaitReported();
            Optional<List<ChainFile>> sealed = batch.seal(shared.inlineBytes());
            if (sealed.isEmpty()) {
                startOver();
                return;
            }
            Position position = Objects.requireNonNull(gate).position();
            ledger.begin(position, sealed.get());
            committing = position;
        }
        if (ledger.finish()) {
            committed(Objects.requireNonNull(committing));
        } else {
            startOver();
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
        done.committed();
        shared.committed().run();
    }

    /** The batch will never be: what it held is read again, by whoever has the partition now. */
    private void startOver() {
        LOG.info(
                "{}: another task has claimed the partition, or an upload is gone from the store; {} records are dropped here",
                partition,
                batch.records());
        shared.metrics().fenced().increment();
        committing = null;
        flushing = false;
        gate = null;
        wasFenced = true;
        rewinding = true;
        batch.discard(); // the conversation has aborted what was not carried
        claimed(takeOver(Optional.empty()));
    }

    /** After the records of a put: flushes by age and clock, and follows up on records that were discarded on faith. */
    void afterPut() {
        if (untilDue().filter(Duration::isZero).isPresent()) {
            flush();
        }
        PositionGate current = gate;
        if (!touched && !rewinding && current != null && current.unconfirmed()) {
            rewind(current);
        }
    }

    /** When the first open file began; empty without one. */
    OptionalLong openSince() {
        return batch.openSince();
    }

    /** How long until the batch must go although nothing more comes; empty where nothing is to be committed. */
    Optional<Duration> untilDue() {
        OptionalLong since = batch.pendingSince();
        if (since.isEmpty()) {
            return Optional.empty();
        }
        Duration age = Duration.ofNanos(shared.ticker().getAsLong() - since.getAsLong());
        return Optional.of(
                rotation.left(age, batch.scheduledEnd(), shared.clock().instant()));
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
        if (current == null || rewinding || !current.settled()) {
            return OptionalLong.empty();
        }
        if (!batch.hasFiles() && reported) {
            return OptionalLong.of(consumed);
        }
        return durable.hasOpinion() ? OptionalLong.of(Math.min(durable.nextOffset(), consumed)) : OptionalLong.empty();
    }

    /**
     * Drops the buffers; an upload that no commit record can list is aborted.
     *
     * @param patience the longest wait for the store
     * @return false when the store did not answer in time
     */
    boolean close(Duration patience) {
        if (gate == null) {
            ledger.abandon(); // its claim may be under way
        }
        if (batch.isEmpty()) {
            return true;
        }
        if (ledger.pending()) {
            batch.discard();
            return true;
        }
        return batch.abandon(patience, shared.ticker());
    }
}
