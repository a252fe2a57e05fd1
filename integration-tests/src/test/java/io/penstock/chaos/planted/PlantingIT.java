package io.penstock.chaos.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testkit.kafka.PluginPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlantingIT {

    private static final Path HOME = Path.of("..");
    private static final Path ZIPS = Path.of("target", "plugin-zips");

    @TempDir
    private Path directory;

    private Path plugins = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        try (Stream<Path> zips = Files.list(ZIPS)) {
            plugins = PluginPath.unpack(
                    directory.resolve("plugins"), zips.sorted().toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void changesTheClassesOfItsModuleAndNothingElse(PlantedBug bug) throws IOException {
        // Given
        Map<String, String> before = contents();
        List<String> patched = patchedClasses(bug);

        // When
        TestBuild.plant(bug, HOME, plugins, directory.resolve("work"));

        // Then
        Map<String, String> after = contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        List<String> changed = after.keySet().stream()
                .filter(name -> !Objects.equals(after.get(name), before.get(name)))
                .toList();
        assertThat(changed)
                .as("every patched source")
                .allSatisfy(name ->
                        assertThat(name).startsWith("penstock-").contains("/lib/penstock-" + bug.module() + "-"));
        assertThat(changed.stream().map(PlantingIT::topLevelClass).distinct())
                .containsExactlyInAnyOrderElementsOf(patched);
    }

    @Test
    void changesNothingWhenThePatchDoesNotFit() throws IOException {
        // Given
        PlantedBug bug = PlantedBug.BLIND_COMMIT_RETRY;
        Path home = directory.resolve("home");
        Path flusher = Path.of("sink-jdbc/src/main/java/io/penstock/jdbc/writer/Flusher.java");
        copy(bug.patch(), home);
        copy(flusher, home);
        Files.writeString(
                home.resolve(flusher),
                Files.readString(home.resolve(flusher)).replace("ownership.doubt();", "ownership.doubtIt();"));
        Map<String, String> before = contents();

        // When
        assertThatThrownBy(() -> TestBuild.plant(bug, home, plugins, directory.resolve("work")))
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("blind-commit-retry.patch", "writer/Flusher.java", "hunk 1");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void changesNothingWhenTheSourceDoesNotCompile() throws IOException {
        // Given
        PlantedBug bug = PlantedBug.LEDGER_WITHOUT_EPOCH;
        Path home = directory.resolve("home");
        Path ledger = Path.of("sink-jdbc/src/main/java/io/penstock/jdbc/dialect/PostgresLedger.java");
        copy(bug.patch(), home);
        copy(ledger, home);
        Files.writeString(
                home.resolve(ledger),
                Files.readString(home.resolve(ledger)).replace("private final String table;", "private Tabel table;"));
        Map<String, String> before = contents();

        // When
        assertThatThrownBy(() -> TestBuild.plant(bug, home, plugins, directory.resolve("work")))
                // Then
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("LEDGER_WITHOUT_EPOCH", "does not compile", "Tabel");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void refusesWhenNoPluginHasTheModule() {
        Path empty = PluginPath.empty(directory.resolve("empty"));

        assertThatThrownBy(() -> TestBuild.plant(PlantedBug.ACK_BEFORE_KAFKA, HOME, empty, directory.resolve("work")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("ACK_BEFORE_KAFKA", "source-mqtt", "has none");
    }

    private static void copy(Path file, Path home) throws IOException {
        Files.createDirectories(home.resolve(file).resolve("..").normalize());
        Files.copy(HOME.resolve(file), home.resolve(file));
    }

    /** {@code penstock-sink-jdbc-…/lib/a.jar!io/penstock/…class} and the like, to the digest of what it holds. */
    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(plugins)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = plugins.relativize(file).toString();
                if (String.valueOf(file.getFileName()).startsWith("penstock-")) {
                    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(file))) {
                        for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                            contents.put(name + "!" + entry.getName(), digest(in.readAllBytes()));
                        }
                    }
                } else {
                    try (InputStream in = Files.newInputStream(file)) {
                        contents.put(name, digest(in.readAllBytes()));
                    }
                }
            }
        }
        return contents;
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> patchedClasses(PlantedBug bug) throws IOException {
        try (Stream<String> lines = Files.lines(HOME.resolve(bug.patch()), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("+++ b/"))
                    .map(line -> line.replaceAll(".*/src/main/java/(.*)\\.java", "$1"))
                    .collect(Collectors.toList());
        }
    }

    /** {@code io/penstock/A} of {@code lib/a.jar!io/penstock/A$B.class}. */
    private static String topLevelClass(String content) {
        return content.replaceAll(".*!([^$]*)(\\$.*)?\\.class", "$1");
    }
}
