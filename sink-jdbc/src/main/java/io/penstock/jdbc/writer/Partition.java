package io.penstock.jdbc.writer;

import io.penstock.common.offset.Position;
import io.penstock.common.offset.PositionGate;
import io.penstock.common.offset.WitnessCheck;
import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.dialect.LedgerRow;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition that the task owns by the ledger.
 *
 * <p>Invariant: {@link #durable} is what the target has; the gate stands at or beyond it, by what the buffer holds.
 */
final class Partition {

    private final TopicPartition id;
    private final PositionGate gate;
    private long epoch;
    private Position durable;

    Partition(LedgerRow claimed, WitnessCheck check) {
        this.id = claimed.partition();
        this.gate = new PositionGate(claimed.partition(), claimed.position(), check);
        this.epoch = claimed.epoch();
        this.durable = claimed.position();
    }

    TopicPartition id() {
        return id;
    }

    PositionGate gate() {
        return gate;
    }

    /** Where the target stands. */
    Position durable() {
        return durable;
    }

    /** Whether records were accepted that the target does not have yet. */
    boolean isAhead() {
        return gate.nextOffset() != durable.nextOffset();
    }

    /** The row as it stands in the ledger. */
    LedgerRow held() {
        return new LedgerRow(id, durable, epoch);
    }

    /** What the next transaction does with the row. */
    LedgerMove next() {
        return new LedgerMove(held(), gate.position());
    }

    void advanced(LedgerRow row) {
        durable = row.position();
        epoch = row.epoch();
    }
}
