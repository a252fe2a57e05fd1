package io.penstock.bench.suite;

import io.penstock.bench.measure.Match;

/**
 * How much is done.
 *
 * @param items of a round: records, rows or messages
 */
public record Scale(int items, Match.Rounds rounds) {

    public Scale withItems(int other) {
        return new Scale(other, rounds);
    }

    /** @param counted the warm-up rounds stay */
    public Scale withRounds(int counted) {
        return new Scale(items, new Match.Rounds(rounds.warmUp(), counted));
    }
}
