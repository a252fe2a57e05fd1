package io.penstock.quickstart.parts;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one run: data and logs of all parts, and the publisher's log.
 *
 * @param path exists
 * @param kept whether it outlives the run
 */
public record RunDirectory(Path path, boolean kept) {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'run-'yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    /**
     * Makes a new one: below the given directory, so that each run has its own there, else in the system's temporary one.
     *
     * @throws IOException if it cannot be written to
     */
    public static RunDirectory create(Optional<Path> keep, Instant now) throws IOException {
        if (keep.isEmpty()) {
            return new RunDirectory(Files.createTempDirectory("penstock-quickstart-"), false);
        }
        Path run = keep.get().toAbsolutePath().normalize().resolve(NAME.format(now));
        Files.createDirectories(run);
        return new RunDirectory(run, true);
    }

    public Path part(String name) {
        return path.resolve(name);
    }

    public Path publisherLog() {
        return path.resolve("published.log");
    }

    /** Deletes everything, as far as it can be; a file that is in use stays without a word, since it is in the temporary directory. */
    public void delete() {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            // The system clears its temporary directory itself.
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
