package io.penstock.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameworkConfigTest {

    @Test
    void warnsOfRecordsThatConnectWouldDropWithoutATrace() {
        // Given
        Map<String, String> props = Map.of("errors.tolerance", " All ");

        // When
        List<String> warnings = FrameworkConfig.sinkWarnings(props);

        // Then
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("errors.tolerance=all")
                .contains("Set errors.deadletterqueue.topic.name");
    }

    @Test
    void warnsOfADeadLetterQueueThatNeverGetsARecord() {
        // Given
        Map<String, String> props = Map.of("errors.deadletterqueue.topic.name", "dlq");

        // When
        List<String> warnings = FrameworkConfig.sinkWarnings(props);

        // Then
        assertThat(warnings).singleElement().asString().contains("Set errors.tolerance=all");
    }

    @Test
    void isSilentWhereBothOrNeitherIsSet() {
        // When
        List<String> none = FrameworkConfig.sinkWarnings(Map.of());
        List<String> both = FrameworkConfig.sinkWarnings(
                Map.of("errors.tolerance", "all", "errors.deadletterqueue.topic.name", "dlq"));

        // Then
        assertThat(none).isEmpty();
        assertThat(both).isEmpty();
    }

    @Test
    void knowsTheConnectorsName() {
        // When
        String name = FrameworkConfig.connectorName(Map.of("name", "orders"));

        // Then
        assertThat(name).isEqualTo("orders");
        assertThat(FrameworkConfig.connectorName(Map.of())).isEqualTo("unnamed");
    }
}
