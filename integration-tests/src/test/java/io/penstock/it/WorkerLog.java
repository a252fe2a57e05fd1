package io.penstock.it;

import static org.awaitility.Awaitility.await;

import io.penstock.testkit.kafka.ConnectWorker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a worker tells its operator. Words are ASCII: the last character of a file that grows may be there by half, which is no UTF-8. */
final class WorkerLog {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path file;

    WorkerLog(ConnectWorker worker) {
        this.file = worker.logFile();
    }

    /** Waits for a line that has all the words. */
    void awaitLine(String... words) {
        List<String> wanted = List.of(words);
        await("a line with " + wanted + " in " + file).atMost(PATIENCE).until(() -> has(wanted));
    }

    /** How many lines have all the words. */
    long count(String... words) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> Stream.of(words).allMatch(line::contains))
                    .count();
        }
    }

    private boolean has(List<String> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.anyMatch(line -> wanted.stream().allMatch(line::contains));
        }
    }
}
