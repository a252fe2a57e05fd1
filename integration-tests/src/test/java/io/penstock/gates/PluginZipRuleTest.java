package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginZipRuleTest {

    private static final String ROOT = "penstock-sink-jdbc-1.0/";
    private static final LocalDateTime TIME = LocalDateTime.parse("2026-11-21T00:00:00");
    private static final String MANIFEST = """
            {"name": "penstock-sink-jdbc", "version": "1.0", "title": "Penstock JDBC sink", "description": "Writes rows.",
             "owner": {"username": "penstock", "name": "Penstock"}, "logo": "assets/penstock.svg",
             "documentation_url": "doc/README.md", "component_types": ["sink"], "license": [{"name": "Apache-2.0"}]}
            """;

    @TempDir
    Path directory;

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, byte[]> ownJar = new LinkedHashMap<>();

    @BeforeEach
    void makeSound() {
        put("manifest.json", MANIFEST);
        put("doc/README.md", "read me");
        put("doc/LICENSE", "Apache");
        put("assets/penstock.svg", "<svg/>");
        put("etc/example.json", "{\"config\": {\"connector.class\": \"io.penstock.jdbc.JdbcSinkConnector\"}}");
        ownJar.put(
                ShippedPlugin.Kind.SINK.service,
                "io.penstock.jdbc.JdbcSinkConnector\n".getBytes(StandardCharsets.UTF_8));
        ownJar.put("io/penstock/jdbc/JdbcSinkConnector.class", new byte[0]);
        ownJar.put("io/penstock/jdbc/penstock-version.properties", "version=1.0".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void acceptsASoundZip() throws IOException {
        assertThat(faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect-api-3.7.2.jar",
                "connect-json-3.7.2.jar",
                "connect-transforms-3.7.2.jar",
                "kafka-clients-4.4.0.jar",
                "slf4j-api-1.7.36.jar",
                "slf4j-simple-1.7.36.jar",
                "logback-classic-1.5.0.jar",
                "log4j-1.2.17.jar",
                "log4j-slf4j-impl-2.25.2.jar",
                "javax.ws.rs-api-2.1.1.jar",
                "jakarta.ws.rs-api-3.1.0.jar",
                "postgresql-42.7.8-sources.jar",
                "postgresql-42.7.8-javadoc.jar"
            })
    void reportsAJarOfTheDenyList(String denied) throws IOException {
        // Given
        files.put("lib/" + denied, jar(Map.of()));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .containsExactly("penstock-sink-jdbc-1.0.zip: lib/" + denied
                        + " must not be shipped: the worker brings its own, or nobody needs it");
    }

    @Test
    void reportsKafkaClassesInAnotherJar() throws IOException {
        // Given
        files.put("lib/fat.jar", jar(Map.of("org/apache/kafka/connect/data/Schema.class", new byte[0])));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .containsExactly(
                        "penstock-sink-jdbc-1.0.zip: lib/fat.jar has org/apache/kafka/connect/data/Schema.class,"
                                + " which only the worker may bring");
    }

    @Test
    void reportsAClassThatTwoJarsHave() throws IOException {
        // Given
        files.put("lib/a.jar", jar(Map.of("com/example/A.class", new byte[0])));
        files.put("lib/b.jar", jar(Map.of("com/example/A.class", new byte[0])));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .containsExactly("penstock-sink-jdbc-1.0.zip: com/example/A.class is in lib/a.jar and in lib/b.jar");
    }

    @Test
    void allowsRelocatedCopiesOnlyWhereTheyAreTheSame() throws IOException {
        // Given
        files.put("lib/a.jar", jar(Map.of("shaded/a/Same.class", new byte[] {1}, "shaded/a/Other.class", new byte[] {1
        })));
        files.put("lib/b.jar", jar(Map.of("shaded/a/Same.class", new byte[] {1}, "shaded/a/Other.class", new byte[] {2
        })));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .containsExactly("penstock-sink-jdbc-1.0.zip: shaded/a/Other.class is in lib/a.jar and in lib/b.jar");
    }

    @Test
    void reportsWhatIsOutsideTheLayoutAndWhatIsMissing() throws IOException {
        // Given
        files.remove("doc/LICENSE");
        put("src/Stray.java", "class Stray {}");

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .hasSize(2)
                .anyMatch(fault -> fault.contains("src/Stray.java has no place in the layout"))
                .anyMatch(fault -> fault.endsWith("doc/LICENSE is missing"));
    }

    @Test
    void reportsALicenceWhoseTextIsNotBesideItsJar() throws IOException {
        // Given
        files.put("lib/mariadb-java-client-1.jar", jar(Map.of("org/example/Driver.class", new byte[0])));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults).singleElement().asString().contains("doc/licenses/LGPL-2.1.txt is missing");
    }

    @Test
    void reportsAManifestThatMavenDidNotFilterOrThatNamesAnother() throws IOException {
        // Given
        put(
                "manifest.json",
                MANIFEST.replace("Writes rows.", "${project.description}").replace("\"sink\"", "\"source\""));

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .hasSize(2)
                .anyMatch(fault -> fault.contains("a property that Maven did not replace"))
                .anyMatch(fault -> fault.endsWith("component_types is not [\"sink\"]"));
    }

    @Test
    void reportsAManifestThatIsNoJson() throws IOException {
        // Given
        put("manifest.json", "{");

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults).containsExactly("penstock-sink-jdbc-1.0.zip: manifest.json is no JSON");
    }

    @Test
    void reportsAConnectorThatServiceLoaderWouldNotFind() throws IOException {
        // Given
        ownJar.put(ShippedPlugin.Kind.SINK.service, new byte[0]);

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults)
                .singleElement()
                .asString()
                .contains("does not name io.penstock.jdbc.JdbcSinkConnector but \"\"");
    }

    @Test
    void reportsAnExampleOfAnotherConnector() throws IOException {
        // Given
        put("etc/example.json", "{\"connector.class\": \"com.example.Other\"}");

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults).singleElement().asString().contains("etc/example.json is no configuration of");
    }

    @Test
    void reportsTimesAndModesThatDifferBetweenBuilds() throws IOException {
        // Given
        Path zip = write(TIME.plusHours(1));
        try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true))) {
            Files.setPosixFilePermissions(
                    inside.getPath(ROOT + "doc/README.md"), PosixFilePermissions.fromString("rw-rw-r--"));
        }

        // When
        List<String> faults = faultsOf(zip);

        // Then
        assertThat(faults)
                .anyMatch(fault ->
                        fault.endsWith("doc/README.md bears the time 2026-11-21T01:00 instead of 2026-11-21T00:00"))
                .anyMatch(fault -> fault.endsWith("doc/README.md has the mode rw-rw-r-- instead of rw-r--r--"));
    }

    @Test
    void reportsAZipThatIsTooLarge() throws IOException {
        // Given
        byte[] noise = new byte[11 * 1024 * 1024];
        new java.util.Random(1).nextBytes(noise);
        files.put("doc/noise", noise);

        // When
        List<String> faults = faults();

        // Then
        assertThat(faults).singleElement().asString().contains("more than the 10485760 that are promised");
    }

    private void put(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> faults() throws IOException {
        return faultsOf(write(TIME));
    }

    private static List<String> faultsOf(Path file) throws IOException {
        try (PluginZip zip = PluginZip.open(file)) {
            return new PluginZipRule(Instant.parse("2026-11-21T00:00:00Z")).faults(ShippedPlugin.JDBC_SINK, zip);
        }
    }

    private Path write(LocalDateTime time) throws IOException {
        files.put("lib/penstock-sink-jdbc-1.0.jar", jar(ownJar));
        Path file = directory.resolve("penstock-sink-jdbc-1.0.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> content : files.entrySet()) {
                ZipEntry entry = new ZipEntry(ROOT + content.getKey());
                entry.setTimeLocal(time);
                out.putNextEntry(entry);
                out.write(content.getValue());
            }
        }
        try (FileSystem inside = FileSystems.newFileSystem(file, Map.of("enablePosixFileAttributes", true))) {
            for (String name : files.keySet()) {
                Files.setPosixFilePermissions(
                        inside.getPath(ROOT + name), PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
        return file;
    }

    private static byte[] jar(Map<String, byte[]> content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : content.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
