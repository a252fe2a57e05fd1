package io.penstock.testkit.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Where the services of a test keep their files: {@code target/testkit-logs/<class>/<service>} of the module. */
final class TestDirectories {

    private static final Path ROOT = Path.of("target", "testkit-logs");

    private TestDirectories() {}

    /** An empty one. What an earlier run left there is removed. */
    static Path fresh(String owner, String service) {
        Path directory = ROOT.resolve(owner).resolve(service).toAbsolutePath();
        try {
            delete(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make an empty directory " + directory, e);
        }
    }

    /** Removes the data below it, tens of megabytes a service, and keeps the logs. */
    static void deleteData(Path directory) {
        try {
            delete(directory.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the data below " + directory, e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
