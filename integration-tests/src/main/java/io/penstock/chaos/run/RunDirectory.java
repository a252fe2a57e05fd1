package io.penstock.chaos.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a run has its data and logs. */
public final class RunDirectory {

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 250;

    private RunDirectory() {}

    /** The first of {@code name}, {@code name-2}, {@code name-3} … that is not there yet: evidence of an earlier run is never emptied. */
    public static Path fresh(Path runs, String name) {
        Path directory = runs.resolve(name);
        for (int number = 2; Files.exists(directory); number++) {
            directory = runs.resolve(name + "-" + number);
        }
        return directory;
    }

    /**
     * Deletes all of it, as far as it can be deleted: backends of a killed PostgreSQL write on for a moment, so it is tried for some seconds.
     *
     * @return whether nothing is left
     */
    public static boolean delete(Path directory) throws InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
            if (attempt > 0) {
                Thread.sleep(PAUSE_MILLIS);
            }
            sweep(directory);
        }
        return !Files.exists(directory);
    }

    private static void sweep(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Something came or went meanwhile: the next attempt sees how it stands then.
        }
    }
}
