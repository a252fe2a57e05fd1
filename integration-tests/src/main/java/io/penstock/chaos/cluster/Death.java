package io.penstock.chaos.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A service has ended and nobody told it to.
 *
 * @param log everything that the service printed, of all its starts
 * @param lastWords the line with which Connect or the JVM gave up, or else the last one
 * @param byConnect whether Connect ended its own process, as it does when its herder's thread fails
 */
public record Death(String service, Path log, String lastWords, boolean byConnect) {

    private static final int TAIL_BYTES = 16 * 1024;

    /** Of Connect's {@code DistributedHerder}, {@code ConnectDistributed} and {@code Connect}, all before they call exit. */
    private static final List<String> SELF_EXITS = List.of(
            "Uncaught exception in herder work thread, exiting", "Stopping due to error", "Failed to start Connect");

    private static final List<String> FATAL = List.of("java.lang.OutOfMemoryError", "A fatal error has been detected");

    /** Reads the log as it stands, so that a later start's lines are not taken for it. */
    static Death of(String service, Path log) {
        List<String> lines = tail(log);
        String exit = last(lines, SELF_EXITS);
        String fatal = exit.isEmpty() ? last(lines, FATAL) : exit;
        return new Death(
                service,
                log,
                fatal.isEmpty() && !lines.isEmpty() ? lines.get(lines.size() - 1) : fatal,
                !exit.isEmpty());
    }

    /** In words. */
    @Override
    public String toString() {
        return service + " ended by itself" + (byConnect ? ", which Connect decided" : "") + ": "
                + (lastWords.isEmpty() ? "it printed nothing" : lastWords) + "; its log is " + log;
    }

    private static String last(List<String> lines, List<String> signs) {
        return lines.stream()
                .filter(line -> signs.stream().anyMatch(line::contains))
                .reduce("", (before, line) -> line);
    }

    private static List<String> tail(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long begin = Math.max(0, file.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (file.length() - begin)];
            file.seek(begin);
            file.readFully(bytes);
            try (Stream<String> lines = new String(bytes, StandardCharsets.UTF_8).lines()) {
                return lines.filter(line -> !line.isBlank()).toList();
            }
        } catch (IOException e) {
            return List.of("its log cannot be read: " + e);
        }
    }
}
