package io.penstock.testkit.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A worker's {@code plugin.path} made of plugin ZIPs, as a user would make it. */
public final class PluginPath {

    private PluginPath() {}

    /**
     * Unpacks each ZIP below the directory; the ZIPs bring a directory of their own each.
     *
     * @return the directory
     */
    public static Path unpack(Path directory, Path... zips) {
        return unpack(directory, List.of(zips));
    }

    public static Path unpack(Path directory, List<Path> zips) {
        Path root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + root, e);
        }
        for (Path zip : zips) {
            try (InputStream file = Files.newInputStream(zip);
                    ZipInputStream in = new ZipInputStream(file)) {
                for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    unpack(in, entry, root);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unpack the plugin " + zip + " to " + root, e);
            }
        }
        return root;
    }

    /** Without any plugin but the worker's own. */
    public static Path empty(Path directory) {
        return unpack(directory, List.of());
    }

    private static void unpack(ZipInputStream in, ZipEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry leads outside: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.resolve("..").normalize());
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
