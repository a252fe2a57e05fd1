package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our own classes, as the ZIPs of this build carry them. */
class ShippedClassesIT {

    @TempDir
    static Path directory;

    /** One file each: {@code common} rides in every ZIP. */
    private static final Set<Path> JARS = new TreeSet<>();

    @BeforeAll
    static void extractOwnJars() throws IOException {
        for (ShippedPlugin plugin : ShippedPlugin.values()) {
            try (PluginZip zip = PluginZip.open(PluginZip.ofThisBuild(plugin.artifact))) {
                JARS.addAll(zip.extractOwnJars(directory));
            }
        }
        assertThat(JARS).as("our jars: three plugins and common").hasSize(4);
    }

    @Test
    void namesOnlyKafkaClassesThatEverySupportedReleaseHasAndTheNewestMakesPublic() {
        // Given
        Set<KafkaReference> references = new TreeSet<>();
        JARS.forEach(jar -> references.addAll(KafkaReference.in(jar)));

        // When
        List<String> faults = KafkaApiRule.ofSupportedReleases().faults(references);

        // Then
        assertThat(references).as("what our jars name of Kafka").hasSizeGreaterThan(100);
        assertThat(faults).isEmpty();
    }

    @Test
    void keepsTheWallsBetweenPackages() throws IOException {
        // Given
        List<JarFile> jars = new java.util.ArrayList<>();
        for (Path jar : JARS) {
            jars.add(new JarFile(jar.toFile()));
        }
        JavaClasses classes = new ClassFileImporter().importJars(jars);

        // When
        List<String> faults = Walls.faults(classes);

        // Then
        assertThat(classes.size()).as("classes").isGreaterThan(100);
        assertThat(faults).isEmpty();
    }
}
