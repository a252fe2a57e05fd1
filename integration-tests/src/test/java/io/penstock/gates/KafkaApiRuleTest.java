package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaApiRuleTest {

    private static KafkaApiRule rule;

    @TempDir
    Path directory;

    @BeforeAll
    static void readReleases() {
        rule = KafkaApiRule.ofSupportedReleases();
    }

    @Test
    void reportsAClassThatIsNotPublic() {
        // Given
        String code =
                "final class Waits { long now(org.apache.kafka.common.utils.Time time) { return time.milliseconds(); } }";

        // When
        List<String> faults = faultsOf(code);

        // Then
        assertThat(faults)
                .containsExactly(
                        "io.penstock.planted.Waits names org.apache.kafka.common.utils.Time, which Kafka 4.4.0 does"
                                + " not mark InterfaceAudience.Public");
    }

    @Test
    void reportsAClassThatTheOldestReleaseLacks() {
        // Given
        String code = "interface Measures { org.apache.kafka.common.metrics.PluginMetrics metrics(); }";

        // When
        List<String> faults = faultsOf(code);

        // Then
        assertThat(faults)
                .anyMatch(fault -> fault.endsWith("PluginMetrics, which Kafka 3.7.2 does not have"))
                .anyMatch(fault -> fault.endsWith("PluginMetrics, which Kafka 3.9.2 does not have"))
                .noneMatch(fault -> fault.contains("4.3.1") || fault.contains("4.4.0"));
    }

    @Test
    void reportsAMethodThatTheOldestReleaseLacks() {
        // Given
        String code = "final class Measures { Object of(org.apache.kafka.connect.sink.SinkTaskContext context) {"
                + " return context.pluginMetrics(); } }";

        // When
        List<String> faults = faultsOf(code);

        // Then
        assertThat(faults)
                .anyMatch(fault -> fault.contains("SinkTaskContext#pluginMetrics()")
                        && fault.endsWith("which Kafka 3.7.2 does not have"));
    }

    @Test
    void reportsAMethodReference() {
        // Given
        String code =
                "final class Measures { java.util.function.Function<org.apache.kafka.connect.sink.SinkTaskContext, Object>"
                        + " of = org.apache.kafka.connect.sink.SinkTaskContext::pluginMetrics; }";

        // When
        List<String> faults = faultsOf(code);

        // Then
        assertThat(faults).anyMatch(fault -> fault.contains("SinkTaskContext#pluginMetrics()"));
    }

    @Test
    void acceptsPublicClassesTheirNestedOnesAndInheritedMethods() {
        // Given
        String code = "final class Fits { String of(org.apache.kafka.common.config.ConfigException e) {"
                + " return org.apache.kafka.connect.data.Schema.Type.INT8 + e.getMessage(); } }";

        // When
        List<String> faults = faultsOf(code);

        // Then
        assertThat(faults).isEmpty();
    }

    private List<String> faultsOf(String code) {
        String type = code.replaceFirst(".*?(class|interface) (\\w+) .*", "$2");
        Path classes = Planted.classes(directory, Map.of("io.penstock.planted." + type, code));
        Set<KafkaReference> references = KafkaReference.in(Planted.jar(directory.resolve("planted.jar"), classes));
        return rule.faults(references);
    }
}
