package io.penstock.bench.cli;

import java.nio.file.Path;
import java.util.logging.LogManager;

/** What {@code bin/bench} starts, but for the suite {@code core}, which is JMH's. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Peers that log by the JDK say at length that all is well; ours is set by simplelogger's properties.
        LogManager.getLogManager().reset();
        // Peers have threads of their own that need not end by themselves.
        System.exit(
                BenchCommand.execute(Path.of(System.getProperty("penstock.home", "")), System.out, System.err, args));
    }
}
