package io.penstock.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kills our children once this JVM is gone, even by SIGKILL: a shell that reads their process ids from us, and at the end of its input, which
 * the kernel brings about, sends SIGKILL to those left. Not a shutdown hook, since hooks run side by side, and another hook may still need the
 * children. Frozen children die too. One shell for the JVM; thread-safe.
 */
final class Reaper {

    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=
            while read -r op pid; do
              case $op in
                +) pids="$pids $pid" ;;
                -) rest=
                   for p in $pids; do [ "$p" = "$pid" ] || rest="$rest $p"; done
                   pids=$rest ;;
              esac
            done
            [ -z "$pids" ] || kill -KILL $pids
            """;

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Reaper SHARED = new Reaper();

    private final Writer shell;

    private Reaper() {
        try {
            Process process = new ProcessBuilder(detached(List.of("sh", "-c", SCRIPT)))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            shell = process.outputWriter(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot start the shell that ends child processes: is there no 'sh' on the PATH?", e);
        }
    }

    static Reaper shared() {
        return SHARED;
    }

    /**
     * The command such that Ctrl-C in the terminal does not reach it: whoever started the children decides when they end. With setsid in a
     * session of its own; elsewhere with SIGINT ignored, which a JVM heeds.
     */
    static List<String> detached(List<String> command) {
        List<String> all = new ArrayList<>(
                Files.isExecutable(SETSID)
                        ? List.of(SETSID.toString())
                        : List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    void watch(long pid) {
        tell("+ " + pid);
    }

    void forget(long pid) {
        tell("- " + pid);
    }

    private synchronized void tell(String line) {
        try {
            shell.write(line + "\n");
            shell.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell that ends child processes is gone", e);
        }
    }
}
