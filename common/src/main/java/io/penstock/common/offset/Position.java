package io.penstock.common.offset;

import java.util.Optional;

/**
 * A ledger's word on one topic partition.
 *
 * @param generation raised by each reset of the connector's offsets, so that old positions and objects are told from new ones
 * @param nextOffset the first offset whose record is not yet in the target; {@link #NO_OPINION} where the consumer group decides
 * @param witness the last record below {@code nextOffset} that was delivered; empty where none was yet
 */
public record Position(int generation, long nextOffset, Optional<Witness> witness) {

    public static final long NO_OPINION = -1;

    public Position {
        if (generation < 0 || nextOffset < NO_OPINION) {
            throw new IllegalArgumentException("no position: generation " + generation + ", next offset " + nextOffset);
        }
        if (witness.isPresent() && witness.get().offset() >= nextOffset) {
            // A reset that kept the old witness would have the gate seek to it, over records that were never taken.
            throw new IllegalArgumentException("no position: the witness at "
                    + witness.get().offset() + " is not below next offset " + nextOffset);
        }
    }

    /** An absent ledger: begin where the consumer group stands. */
    public static Position noOpinion(int generation) {
        return new Position(generation, NO_OPINION, Optional.empty());
    }

    public boolean hasOpinion() {
        return nextOffset != NO_OPINION;
    }
}
