package io.penstock.testkit.process;

import java.nio.file.Path;

/** A real service in a process of its own that a test may hurt. All methods are thread-safe; those that start wait until it is ready. */
public interface Service extends AutoCloseable {

    ServiceProcess process();

    default String name() {
        return process().name();
    }

    default boolean isAlive() {
        return process().isAlive();
    }

    default long pid() {
        return process().pid();
    }

    /** Everything that it printed, of all its starts. */
    default Path logFile() {
        return process().logFile();
    }

    /** SIGKILL to all its processes; {@link #restart()} brings it back with what it had on disk. */
    default void kill() {
        process().kill();
    }

    /** SIGSTOP to all its processes: it keeps its sockets and answers nothing. */
    default void freeze() {
        process().freeze();
    }

    /** SIGCONT after {@link #freeze()}. */
    default void resume() {
        process().resume();
    }

    /** Ends it in good order; {@link #restart()} brings it back. */
    default void stop() {
        process().stop();
    }

    /** Stops it if it runs; starts it on the same port and directory. */
    default void restart() {
        process().restart();
    }

    /** Ends it for good; harmless when repeated or after {@link #kill()}. What it wrote stays on disk. */
    @Override
    default void close() {
        stop();
    }
}
