package io.penstock.common.offset;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands between what Kafka delivers of one partition and what a sink takes, for as long as the task owns the partition.
 *
 * <p>Invariants: a record below the position is never taken; a record is never passed over unless the ledger has seen it. The
 * ledger is the truth, the group's offset a hint: where delivery begins elsewhere, the gate has the consumer sent to the
 * ledger's position; what comes after that is what Kafka has. A record that should be the witness but is another one, a
 * witness that is gone while newer records stand before it, or delivery that begins below the place that was asked for, means
 * that the topic is not the one that the ledger knows: the gate fails rather than skip.
 *
 * <p>An accepted record is the sink's: it is buffered, durable, or lost. A {@code put} that gives its records back by a
 * {@code RetriableException} takes a {@link #mark()} first and returns to it with {@link #rollBack}; a sink that throws its
 * buffer away makes a new gate from what the ledger holds.
 *
 * <p>Pure; confined to the task's thread. Offsets are original ones (KIP-793).
 */
public final class PositionGate {

    /** Below this distance discarding is cheaper than a seek, after which Connect shows a false lag on quiet partitions. */
    static final long NEAR = 10_000;

    /** What to do with a record. */
    public enum Decision {
        /** Take it; the position moves beyond it. */
        ACCEPT,
        /** Drop it: the ledger has it already. */
        DISCARD,
        /**
         * After the loop call {@code context.offset(topicPartition, seekOffset())} and then {@link #sought()}; drop this and
         * the partition's remaining records of this {@code put}.
         */
        SEEK
    }

    private final TopicPartition partition;
    private final WitnessCheck check;
    private final int generation;
    private long next;
    private @Nullable Witness witness;
    private @Nullable SinkRecord last;
    private boolean delivered;
    /** Where delivery began unasked, if not at the position; until that was told. */
    private OptionalLong displaced = OptionalLong.empty();

    private boolean told;
    private boolean unconfirmed;
    /** The newest timestamp among the records that were discarded on faith; the largest number where one had none. */
    private long newestOnFaith;

    /** The record that was answered with SEEK, until what was asked for arrives. */
    private @Nullable SinkRecord refused;

    /** Where the consumer was sent, until the first record arrives from there. */
    private OptionalLong asked = OptionalLong.empty();

    public PositionGate(TopicPartition partition, Position claimed) {
        this(partition, claimed, WitnessCheck.RECORD);
    }

    public PositionGate(TopicPartition partition, Position claimed, WitnessCheck check) {
        this.partition = partition;
        this.check = check;
        this.generation = claimed.generation();
        this.next = claimed.nextOffset();
        this.witness = claimed.witness().orElse(null);
    }

    /**
     * Decides on one delivered record.
     *
     * @throws FatalException when the record, or where delivery begins, contradicts the ledger
     */
    @SuppressWarnings("ReferenceEquality") // a record that is fetched again equals the old one, but is another object
    public Decision admit(SinkRecord record) {
        if (refused != null && (record == refused || asked.isEmpty())) {
            // The same object once more is the old batch, which a RetriableException brought back before the seek took
            // effect.
            asked = OptionalLong.empty();
            return Decision.SEEK;
        }
        long offset = record.originalKafkaOffset();
        boolean unasked = !delivered && asked.isEmpty();
        delivered = true;
        if (unasked && next != Position.NO_OPINION && offset != next && !told) {
            displaced = OptionalLong.of(offset);
        }
        arrive(offset);
        if (next == Position.NO_OPINION || offset == next || (offset > next && !unasked)) {
            return accept(record, offset);
        }
        return offset > next ? refuse(record) : below(record, offset);
    }

    /** Holds the first record after a seek against what was asked for. */
    private void arrive(long offset) {
        if (asked.isEmpty()) {
            return;
        }
        long sentTo = asked.getAsLong();
        if (offset < sentTo) {
            throw conflict("delivery begins at offset " + offset + " although the consumer was sent to offset " + sentTo
                    + ", which this topic no longer reaches");
        }
        if (refused != null && refused.originalKafkaOffset() >= sentTo && refused.originalKafkaOffset() < offset) {
            // An offset that retention has deleted lets auto.offset.reset=latest jump to the end.
            throw conflict("delivery begins at offset " + offset + " after the consumer was sent to offset " + sentTo
                    + ", although the topic holds offset " + refused.originalKafkaOffset()
                    + " between them; see consumer.override.auto.offset.reset");
        }
        asked = OptionalLong.empty();
        refused = null;
    }

    private Decision accept(SinkRecord record, long offset) {
        passWitness();
        last = record;
        next = offset + 1;
        return Decision.ACCEPT;
    }

    private Decision refuse(SinkRecord record) {
        refused = record;
        return Decision.SEEK;
    }

    private Decision below(SinkRecord record, long offset) {
        Witness known = witness();
        if (known != null && known.offset() == offset) {
            confirm(known, Witness.of(record));
            unconfirmed = false;
            return Decision.DISCARD;
        }
        if (known != null && offset < known.offset()) {
            Long timestamp = record.timestamp();
            long newest = timestamp == null ? Long.MAX_VALUE : timestamp;
            newestOnFaith = unconfirmed ? Math.max(newestOnFaith, newest) : newest;
            unconfirmed = true;
        } else {
            passWitness();
        }
        return next - offset > NEAR ? refuse(record) : Decision.DISCARD;
    }

    /**
     * Delivery has gone beyond the witness without meeting it. Compaction may have taken it away; then what stands before it is
     * older. In a topic that was created anew it is newer.
     */
    private void passWitness() {
        Witness known = unconfirmed ? witness() : null;
        if (known != null && (known.timestamp() == null || newestOnFaith > known.timestamp())) {
            throw conflict(
                    "the topic no longer holds the last stored record, of offset " + known.offset() + " and timestamp "
                            + known.timestamp()
                            + ", and what stands before it is newer. If it is the same topic, compacted, stop the"
                            + " connector and set this partition's offset to " + next
                            + " (PATCH /connectors/<name>/offsets): nothing is lost or doubled");
        }
        unconfirmed = false;
    }

    private void confirm(Witness known, Witness found) {
        if (!Objects.equals(known.timestamp(), found.timestamp())) {
            throw conflict("the record at offset " + known.offset() + " had timestamp " + known.timestamp()
                    + " when it was stored and has " + found.timestamp() + " now");
        }
        if (check == WitnessCheck.RECORD && known.hash() != found.hash()) {
            throw conflict("the record at offset " + known.offset()
                    + " has another key or value than when it was stored, and the same timestamp. If converters or transforms were"
                    + " changed since, it is the same topic: stop the connector, set this partition's offset to " + next
                    + " (PATCH /connectors/<name>/offsets) and resume it: nothing is lost or doubled. If a transform changes values at random, set"
                    + " witness.check=timestamp");
        }
    }

    private FatalException conflict(String evidence) {
        return new FatalException(
                CommonError.RECORD_CONFLICT,
                partition + ": the ledger's next offset is " + next + ", but " + evidence + ". If topic "
                        + partition.topic() + " was created anew: stop the connector, PATCH"
                        + " /connectors/<name>/offsets with {\"offsets\":[{\"partition\":{\"kafka_topic\":\""
                        + partition.topic() + "\",\"kafka_partition\":" + partition.partition()
                        + "},\"offset\":{\"kafka_offset\":0}}]}, an entry for each partition of that topic, then"
                        + " resume it. DELETE would not reset it");
    }

    /** What the log is to say, once, where delivery began unasked elsewhere than at the position; of use after DISCARD and SEEK. */
    public Optional<String> displacement() {
        if (displaced.isEmpty()) {
            return Optional.empty();
        }
        long from = displaced.getAsLong();
        displaced = OptionalLong.empty();
        told = true;
        return Optional.of(
                partition + ": Kafka delivers from offset " + from + " on, and the ledger's next offset is " + next
                        + ": the sink goes on from the latter. To replay or to skip, stop the connector and set the position by PATCH"
                        + " /connectors/<name>/offsets; moving the consumer group does not move it");
    }

    /** Where {@link Decision#SEEK} sends the consumer: to the witness, so that it can be compared, else to the position. */
    public long seekOffset() {
        Witness known = witness();
        return known == null || !unconfirmed ? next : known.offset();
    }

    /** Notes that the consumer was sent to {@link #seekOffset()}. */
    public void sought() {
        asked = OptionalLong.of(seekOffset());
    }

    /** The state of the moment, to be taken before the first record of a {@code put}. Costs nothing. */
    public Mark mark() {
        return new Mark(this);
    }

    /**
     * Forgets what happened since: for a {@code put} that kept none of its records and is about to throw a
     * {@code RetriableException}, upon which Connect delivers the same batch again.
     */
    public void rollBack(Mark mark) {
        next = mark.next;
        witness = mark.witness;
        last = mark.last;
        delivered = mark.delivered;
        unconfirmed = mark.unconfirmed;
        newestOnFaith = mark.newestOnFaith;
        refused = mark.refused;
        asked = mark.asked;
    }

    /**
     * Whether records were discarded on faith: below the position, but neither the witness nor the position has come, as on a
     * topic that was created anew and is still short. When nothing more comes, send the consumer to {@link #seekOffset()} to
     * find out.
     */
    public boolean unconfirmed() {
        return unconfirmed && asked.isEmpty();
    }

    /**
     * Whether {@code preCommit} may move the group's offset to the ledger's position: not while records were discarded on faith,
     * or a seek has not come true. A group offset that stands at the position would have the next owner begin there, and
     * nothing would show it a topic that was created anew.
     */
    public boolean settled() {
        return !unconfirmed && refused == null && asked.isEmpty();
    }

    /** The position beyond everything that was accepted so far: what the next flush writes to the ledger. */
    public Position position() {
        return new Position(generation, next, Optional.ofNullable(witness()));
    }

    /** The next offset; {@link Position#NO_OPINION} before the first record of a partition without a ledger. */
    public long nextOffset() {
        return next;
    }

    /** The hash is taken here, once a flush, and not once a record. */
    private @Nullable Witness witness() {
        if (last != null) {
            witness = Witness.of(last);
            last = null;
        }
        return witness;
    }

    /** A gate's state at one moment; means something to that gate only. */
    public static final class Mark {

        private final long next;
        private final @Nullable Witness witness;
        private final @Nullable SinkRecord last;
        private final boolean delivered;
        private final boolean unconfirmed;
        private final long newestOnFaith;
        private final @Nullable SinkRecord refused;
        private final OptionalLong asked;

        private Mark(PositionGate gate) {
            next = gate.next;
            witness = gate.witness;
            last = gate.last;
            delivered = gate.delivered;
            unconfirmed = gate.unconfirmed;
            newestOnFaith = gate.newestOnFaith;
            refused = gate.refused;
            asked = gate.asked;
        }
    }
}
