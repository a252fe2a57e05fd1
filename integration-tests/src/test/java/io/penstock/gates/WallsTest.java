package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WallsTest {

    private static final String NULL_MARKED = "has no package-info.java with @NullMarked";

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            io.penstock.common.record.TableName    | final class TableName {}                                                               | in common names a target
            io.penstock.jdbc.plan.Plan             | final class Plan { java.sql.Connection connection; }                                   | has type <java.sql.Connection>
            io.penstock.s3.rotate.Rotation         | final class Rotation { Object type = java.nio.file.Files.class; }                             | java.nio.file.Files
            io.penstock.mqtt.mapping.Mapping       | final class Mapping { java.net.Socket socket; }                                        | has type <java.net.Socket>
            io.penstock.s3.writer.Age              | final class Age { long now() { return System.currentTimeMillis(); } }                  | java.lang.System.currentTimeMillis()
            io.penstock.s3.writer.Ticks            | final class Ticks { java.util.function.LongSupplier ticker = System::nanoTime; }       | java.lang.System.nanoTime()
            io.penstock.jdbc.writer.Today          | final class Today { Object now() { return java.time.Instant.now(); } }                 | java.time.Instant.now()
            io.penstock.jdbc.writer.Jitter         | final class Jitter { Object random = new java.util.Random(); }                         | java.util.Random.<init>()
            io.penstock.jdbc.writer.Nap            | final class Nap { void nap() throws InterruptedException { Thread.sleep(1); } }        | java.lang.Thread.sleep(long)
            io.penstock.jdbc.writer.Sneaky         | abstract class Sneaky extends org.apache.kafka.connect.sink.SinkTask {}                | is no *Connector or *Task
            io.penstock.jdbc.util.Rows             | final class Rows {}                                                                    | io.penstock.jdbc.util.Rows
            io.penstock.jdbc.writer.RowManager     | final class RowManager {}                                                              | RowManager
            io.penstock.jdbc.writer.Open           | class Open {}                                                                          | io.penstock.jdbc.writer.Open is not final
            io.penstock.jdbc.writer.Shared         | final class Shared { static int tasks; }                                               | io.penstock.jdbc.writer.Shared.tasks
            io.penstock.jdbc.writer.Loud           | final class Loud { void say() { System.out.println(); } }                              | java.lang.System.out
            io.penstock.jdbc.writer.Waits          | final class Waits { org.apache.kafka.common.utils.Time time; }                         | org.apache.kafka.common.utils.Time
            """)
    void reportsOneClassThatBreaksAWall(String name, String code, String reported) {
        // When
        List<String> faults = faults(Map.of(name, code));

        // Then
        assertThat(faults)
                .filteredOn(fault -> !fault.endsWith(NULL_MARKED))
                .hasSize(1)
                .allMatch(fault -> fault.contains(reported));
    }

    @Test
    void reportsCommonThatDependsOnAConnector() {
        // When
        List<String> faults = faults(Map.of(
                "io.penstock.common.record.Row", "final class Row { io.penstock.jdbc.plan.Plan plan; }",
                "io.penstock.jdbc.plan.Plan", "public final class Plan {}"));

        // Then
        assertThat(faults).anyMatch(fault -> fault.contains("io.penstock.common.record.Row.plan"));
    }

    @Test
    void reportsAConnectorThatDependsOnAnother() {
        // When
        List<String> faults = faults(Map.of(
                "io.penstock.s3.writer.Row", "final class Row { io.penstock.jdbc.plan.Plan plan; }",
                "io.penstock.jdbc.plan.Plan", "public final class Plan {}"));

        // Then
        assertThat(faults).anyMatch(fault -> fault.contains("io.penstock.s3.writer.Row.plan"));
    }

    @Test
    void reportsAPlanThatKnowsTheWriter() {
        // When
        List<String> faults = faults(Map.of(
                "io.penstock.jdbc.plan.Plan", "final class Plan { io.penstock.jdbc.writer.Writer writer; }",
                "io.penstock.jdbc.writer.Writer", "public final class Writer {}"));

        // Then
        assertThat(faults).anyMatch(fault -> fault.contains("io.penstock.jdbc.plan.Plan.writer"));
    }

    @Test
    void reportsACycleBetweenPackages() {
        // When
        List<String> faults = faults(Map.of(
                "io.penstock.s3.store.A", "public final class A { io.penstock.s3.writer.B b; }",
                "io.penstock.s3.writer.B", "public final class B { io.penstock.s3.store.A a; }"));

        // Then
        assertThat(faults).anyMatch(fault -> fault.contains("Cycle detected"));
    }

    @Test
    void reportsAPackageThatIsNotNullMarked() {
        // When
        List<String> faults = faults(Map.of("io.penstock.s3.store.A", "public final class A {}"));

        // Then
        assertThat(faults).containsExactly("io.penstock.s3.store " + NULL_MARKED);
    }

    @Test
    void letsWhatStartsATaskChooseClockTickerAndRandom() {
        // When
        List<String> faults = faults(Map.of(
                "io.penstock.s3.StartedS3Sink",
                "final class StartedS3Sink { Object[] chosen() { return new Object[] {System.nanoTime(), java.time.Clock.systemUTC(),"
                        + " new java.util.Random()}; } }"));

        // Then
        assertThat(faults).containsExactly("io.penstock.s3 " + NULL_MARKED);
    }

    private List<String> faults(Map<String, String> sources) {
        return Walls.faults(new ClassFileImporter().importPath(Planted.classes(directory, new HashMap<>(sources))));
    }
}
