package io.penstock.common.config;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** With the log alone Connect has a reporter too, which takes what the sink refuses and keeps nothing of it. */
    @ParameterizedTest
    @CsvSource({"true,every one that this sink cannot deliver", "false,fails the task"})
    void saysWhatBecomesOfTheSinksOwnBadRecords(String logged, String fate) {
        // Given
        Map<String, String> props = Map.of("errors.tolerance", "all", "errors.log.enable", logged);

        // When
        List<String> warnings = FrameworkConfig.sinkWarnings(props);

        // Then
        assertThat(warnings).singleElement().asString().contains(fate);
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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "topics; a,b; org.apache.kafka.connect.transforms.RegexRouter; true",
                "topics.regex; db\\..*; io.debezium.transforms.ByLogicalTableRouter; true",
                "topics; a; org.apache.kafka.connect.transforms.RegexRouter; false",
                "topics; a,b; org.apache.kafka.connect.transforms.TimestampRouter; false",
                "topics; a,b; org.apache.kafka.connect.transforms.Flatten$Value; false"
            })
    void knowsWhereTwoTopicsMayGetOneName(String key, String topics, String type, boolean may) {
        assertThat(FrameworkConfig.mayRenameTopicsToOne(
                        Map.of(key, topics, "transforms", "r", "transforms.r.type", type)))
                .isEqualTo(may);
    }

    @Test
    void knowsTheConnectorsName() {
        // When
        String name = FrameworkConfig.connectorName(Map.of("name", "orders"));

        // Then
        assertThat(name).isEqualTo("orders");
        assertThat(FrameworkConfig.connectorName(Map.of())).isEqualTo("unnamed");
    }

    @Test
    void saysThatConnectsProducersRepeatUnlessTheyAreIdempotent() {
        assertThat(FrameworkConfig.producerWarnings(Map.of(), Optional.of("QoS 0 is not at most once")))
                .singleElement(as(STRING))
                .contains("producer.override.enable.idempotence", "QoS 0 is not at most once");
        assertThat(FrameworkConfig.producerWarnings(Map.of(), Optional.empty())).isEmpty();
        assertThat(FrameworkConfig.producerWarnings(
                        Map.of("producer.override.enable.idempotence", "true"), Optional.of("x")))
                .isEmpty();
    }

    @Test
    void saysWhichAcknowledgementsAreNoneOfKafkas() {
        for (String acks : List.of("0", "1")) {
            assertThat(FrameworkConfig.producerWarnings(Map.of("producer.override.acks", acks), Optional.empty()))
                    .singleElement(as(STRING))
                    .contains("producer.override.acks=" + acks);
        }
        for (String acks : List.of("all", "-1")) {
            assertThat(FrameworkConfig.producerWarnings(Map.of("producer.override.acks", acks), Optional.empty()))
                    .isEmpty();
        }
    }

    @Test
    void knowsWhichTopicsASinkReads() {
        assertThat(FrameworkConfig.sinkTopics(Map.of("topics", "a, b")))
                .accepts("a", "b")
                .rejects("c");
        assertThat(FrameworkConfig.sinkTopics(Map.of("topics.regex", "a.*")))
                .accepts("ab")
                .rejects("ba");
    }

    @Test
    void saysWhatTheLogMakesOfRecordsThatTheConnectorRefuses() {
        assertThat(FrameworkConfig.sinkWarnings(Map.of("errors.tolerance", "all")))
                .singleElement(as(STRING))
                .contains("without a trace; one that this sink cannot deliver fails the task");
        assertThat(FrameworkConfig.sinkWarnings(Map.of("errors.tolerance", "all", "errors.log.enable", "true")))
                .singleElement(as(STRING))
                .contains("and every one that this sink cannot deliver")
                .doesNotContain("without a trace");
    }
}
