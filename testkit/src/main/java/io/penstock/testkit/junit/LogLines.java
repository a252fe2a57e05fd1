package io.penstock.testkit.junit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is logged meanwhile, as far as slf4j-simple shows it; tests of one JVM that run after each other only. */
public final class LogLines implements AutoCloseable {
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private final PrintStream before = System.err;

    private LogLines() {}

    public static LogLines capture() {
        LogLines log = new LogLines();
        System.setErr(
                new PrintStream(log.lines, true, StandardCharsets.UTF_8)); // slf4j-simple asks for it with each line
        return log;
    }

    public boolean contains(String text) {
        return count(text) > 0;
    }

    public long count(String text) {
        return lines().stream().filter(line -> line.contains(text)).count();
    }

    private List<String> lines() {
        return lines.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        System.setErr(before);
        before.print(lines.toString(StandardCharsets.UTF_8));
    }
}
