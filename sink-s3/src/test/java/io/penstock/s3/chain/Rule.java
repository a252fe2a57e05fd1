package io.penstock.s3.chain;

/** A rule of the protocol that the model can leave out, to see that its checker notices. */
enum Rule {
    NONE,
    /** A new owner appends a claim. */
    CLAIM,
    /** An append that was answered long after is checked by a listing. */
    GUARD,
    /** A claim carries the files of its predecessor. */
    CARRY,
    /** A batch takes all files that hold records below its position. */
    WHOLE,
    /** The next element waits for all files of the one before. */
    ALL,
    /** Who closes with an append's outcome unknown leaves its uploads alone. */
    BLIND
}
