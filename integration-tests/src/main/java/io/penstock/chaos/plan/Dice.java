package io.penstock.chaos.plan;

import java.util.List;
import java.util.SplittableRandom;

/** Draws by {@code nextLong} alone, since how a JDK makes a bounded number of it is its own affair. Thread-confined. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From 0, below the bound. */
    int below(int bound) {
        return (int) (((random.nextLong() >>> 33) * bound) >>> 31);
    }

    /** Both included. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    <T> T pick(List<T> list) {
        return list.get(below(list.size()));
    }
}
