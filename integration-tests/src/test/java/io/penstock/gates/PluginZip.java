package io.penstock.gates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** One plugin ZIP, opened for reading. */
final class PluginZip implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final ZipFile zip;

    private PluginZip(Path file, ZipFile zip) {
        this.file = file;
        this.zip = zip;
    }

    static PluginZip open(Path file) {
        try {
            return new PluginZip(file, new ZipFile(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read as a ZIP", e);
        }
    }

    /** The ZIPs of this build, which Maven has copied for us, see this module's POM. */
    static Path ofThisBuild(String artifact) {
        Path directory = Path.of("target", "plugin-zips");
        try (var files = Files.list(directory)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(artifact + "-"))
                    .filter(file -> file.toString().endsWith(".zip"))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalStateException(
                        "one ZIP of " + artifact + " is expected in " + directory + ", found " + found);
            }
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be listed; run mvn verify from the root", e);
        }
    }

    Path file() {
        return file;
    }

    /** The directory that everything should be in: the file's name without its suffix. */
    String root() {
        return file.getFileName().toString().replaceFirst("\\.zip$", "") + "/";
    }

    List<ZipEntry> entries() {
        List<ZipEntry> entries = new ArrayList<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            entries.add(all.nextElement());
        }
        return entries;
    }

    boolean has(String name) {
        return zip.getEntry(root() + name) != null;
    }

    byte[] bytes(String name) {
        ZipEntry entry = zip.getEntry(root() + name);
        if (entry == null) {
            throw new IllegalArgumentException(file + " has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + name, e);
        }
    }

    /** Empty where the file is absent or is no JSON. */
    Optional<JsonNode> json(String name) {
        try {
            return has(name) ? Optional.of(JSON.readTree(bytes(name))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Names of the files right below a directory of the ZIP, {@code lib/}. */
    List<String> filesIn(String directory) {
        String prefix = root() + directory;
        return entries().stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(prefix) && name.length() > prefix.length())
                .map(name -> name.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** The files of one jar of the ZIP, by name. */
    SortedMap<String, byte[]> jar(String name) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(bytes("lib/" + name)))) {
            for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                if (!entry.isDirectory()) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + name, e);
        }
        return files;
    }

    /** Copies our own jars, the plugin's and {@code common}, into a directory. */
    List<Path> extractOwnJars(Path directory) {
        List<Path> jars = new ArrayList<>();
        for (String name : filesIn("lib/")) {
            if (name.startsWith("penstock-")) {
                try {
                    jars.add(Files.write(directory.resolve(name), bytes("lib/" + name)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return jars;
    }

    /** Unix permissions by name, as an unzip tool would set them. */
    Map<String, Set<PosixFilePermission>> permissions() {
        Map<String, Set<PosixFilePermission>> permissions = new TreeMap<>();
        try (FileSystem inside = FileSystems.newFileSystem(file, Map.of("enablePosixFileAttributes", true))) {
            for (ZipEntry entry : entries()) {
                permissions.put(entry.getName(), Files.getPosixFilePermissions(inside.getPath(entry.getName())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
        return permissions;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
