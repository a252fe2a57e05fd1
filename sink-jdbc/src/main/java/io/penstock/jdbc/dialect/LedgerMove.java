package io.penstock.jdbc.dialect;

import io.penstock.common.offset.Position;

/**
 * One step of a position.
 *
 * @param held the row as its holder knows it to stand
 * @param to where it goes
 */
public record LedgerMove(LedgerRow held, Position to) {

    /** The row after the step. */
    public LedgerRow moved() {
        return new LedgerRow(held.partition(), to, held.epoch());
    }
}
