package io.penstock.bench.measure;

import java.util.Optional;

/** One who does a case's work: ours, a peer, or a floor. Only {@link #run} is timed. */
public interface Contestant {

    /**
     * Makes the ground as it is at each round's beginning.
     *
     * @param round from 0, warm-up rounds included
     */
    void prepare(int round) throws Exception;

    void run() throws Exception;

    /**
     * Looks at what the run left where it was to be left.
     *
     * @throws WrongResultException if that is not what it should be: a wrong run has no speed
     */
    Work check() throws Exception;

    void close() throws Exception;

    /** Where it works, if that is another process: then that one's processor time and heap count. */
    default Optional<Jvm> elsewhere() {
        return Optional.empty();
    }
}
