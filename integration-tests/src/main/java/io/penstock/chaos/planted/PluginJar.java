package io.penstock.chaos.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of our jars in an unpacked plugin.
 *
 * @param file in the plugin's {@code lib}, among all that it needs beside Connect
 */
record PluginJar(Path file) {

    /** Where the module is packed: once for a connector, once a connector for what they share. */
    static List<PluginJar> of(String module, Path pluginPath) {
        try (Stream<Path> files = Files.find(
                pluginPath,
                3,
                (file, attributes) -> attributes.isRegularFile()
                        && String.valueOf(file.getFileName()).matches("penstock-" + module + "-[0-9].*\\.jar"))) {
            return files.sorted().map(PluginJar::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for plugins in " + pluginPath, e);
        }
    }

    /** Name of the plugin's directory. */
    String plugin() {
        return String.valueOf(file.resolveSibling("").resolveSibling("").getFileName());
    }

    /** This jar and those beside it. */
    List<Path> library() {
        try (Stream<Path> files = Files.list(file.resolveSibling(""))) {
            return files.filter(entry -> entry.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the jars beside " + file, e);
        }
    }

    /** Puts the class files below the directory into the jar, over those of the same name. */
    void replace(Path classes) {
        try (FileSystem jar = FileSystems.newFileSystem(file);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path each : compiled.filter(Files::isRegularFile).toList()) {
                Path entry = jar.getPath(classes.relativize(each)
                        .toString()
                        .replace(each.getFileSystem().getSeparator(), "/"));
                Files.copy(each, entry, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change " + file, e);
        }
    }
}
