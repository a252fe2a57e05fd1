package io.penstock.testkit.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/** What a child JVM of Kafka reads from disk. */
final class ConfigFiles {

    private ConfigFiles() {}

    static Path properties(Path file, Map<String, String> entries) {
        Properties properties = new Properties();
        properties.putAll(entries);
        try {
            Files.createDirectories(file.resolveSibling("."));
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Copies a resource of this package there. */
    static Path resource(String name, Path directory) {
        try (InputStream in = ConfigFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the testkit has no resource " + name);
            }
            Files.createDirectories(directory);
            Path file = directory.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " to " + directory, e);
        }
    }
}
