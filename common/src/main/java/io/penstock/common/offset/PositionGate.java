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
 * ledger's position once; what comes after that is what Kafka has. A record that should be the witness but is another one, or
 * delivery that begins below the witness although it was asked for, means that the topic is not the one that the ledger knows:
 * the gate fails rather than skip.
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
         * Call {@code context.offset(topicPartition, seekOffset())} and then {@link #sought()}, and drop this and the
         * partition's remaining records of this {@code put}, which must then return normally.
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
    private boolean unconfirmed;
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
    public Decision admit(SinkRecord record) {
        long offset = record.originalKafkaOffset();
        boolean first = !delivered;
        delivered = true;
        if (next == Position.NO_OPINION || offset == next || (offset > next && (!first || asked.isPresent()))) {
            return accept(record, offset);
        }
        if (offset > next) {
            return Decision.SEEK;
        }
        return below(record, offset);
    }

    private Decision accept(SinkRecord record, long offset) {
        last = record;
        next = offset + 1;
        unconfirmed = false;
        return Decision.ACCEPT;
    }

    private Decision below(SinkRecord record, long offset) {
        Witness known = witness();
        if (known != null && known.offset() == offset) {
            confirm(known, Witness.of(record));
            unconfirmed = false;
            return Decision.DISCARD;
        }
        if (asked.isPresent() && offset < asked.getAsLong()) {
            throw conflict("delivery begins at offset " + offset + " although the consumer was sent to offset "
                    + asked.getAsLong() + ", which this topic no longer reaches");
        }
        if (known != null && offset > known.offset()) {
            return Decision.DISCARD;
        }
        unconfirmed = known != null;
        return next - offset > NEAR && asked.isEmpty() ? Decision.SEEK : Decision.DISCARD;
    }

    private void confirm(Witness known, Witness found) {
        if (!Objects.equals(known.timestamp(), found.timestamp())) {
            throw conflict("the record at offset " + known.offset() + " had timestamp " + known.timestamp()
                    + " when it was stored and has " + found.timestamp() + " now");
        }
        if (check == WitnessCheck.RECORD && known.hash() != found.hash()) {
            throw conflict("the record at offset " + known.offset()
                    + " has another key or value than when it was stored; if a transform changes values at random, set"
                    + " witness.check=timestamp");
        }
    }

    private FatalException conflict(String evidence) {
        return new FatalException(
                CommonError.RECORD_CONFLICT,
                partition + ": the ledger's next offset is " + next + ", but " + evidence + ". "
                        + CommonError.RECORD_CONFLICT.remedy());
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

    /**
     * Whether records were discarded on faith: below the position, but neither the witness nor the position has come, as on a
     * topic that was created anew and is still short. When nothing more comes, send the consumer to {@link #seekOffset()} to
     * find out.
     */
    public boolean unconfirmed() {
        return unconfirmed && asked.isEmpty();
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
}
