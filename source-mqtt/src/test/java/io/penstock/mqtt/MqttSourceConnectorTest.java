package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;

class MqttSourceConnectorTest {
    private static final Map<String, String> PROPS =
            Map.of("name", "city", "mqtt.uris", "tcp://broker", "mqtt.topics", "a/#", "kafka.topic", "positions");
    private static final Map<String, Object> PARTITION = Map.of("cluster", "default", "client.id", "penstock-city-0");

    private final MqttSourceConnector connector = new MqttSourceConnector();

    @Test
    void isFoundByServiceLoaderWithItsOwnVersion() {
        assertThat(ServiceLoader.load(SourceConnector.class))
                .hasAtLeastOneElementOfType(MqttSourceConnector.class)
                .allSatisfy(found -> assertThat(found.version()).matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @Test
    void givesOneTaskToOneSessionHoweverManyAreAllowed() {
        // Given
        connector.start(PROPS);

        // Then
        assertThat(connector.taskConfigs(8))
                .singleElement()
                .satisfies(task -> assertThat(task)
                        .containsAllEntriesOf(PROPS)
                        .containsEntry("penstock.task", "0")
                        .containsEntry("penstock.sessions", "0"));
        connector.stop();
    }

    @Test
    void spreadsSessionsOverTasks() {
        // Given
        connector.start(with("mqtt.sessions", "3", "mqtt.share.group", "g"));

        // Then
        assertThat(connector.taskConfigs(2))
                .extracting(task -> task.get("penstock.task") + ": " + task.get("penstock.sessions"))
                .containsExactly("0: 0,2", "1: 1");
    }

    @Test
    void putsEveryProblemUnderItsKey() {
        // When
        var values = connector
                .validate(Map.of(
                        "mqtt.uris",
                        "tcp://broker",
                        "mqtt.qos",
                        "3",
                        "connect.mqtt.hosts",
                        "x",
                        "mqtt.topics",
                        "${file:x}"))
                .configValues();

        // Then
        assertThat(values)
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .extracting(ConfigValue::name)
                .containsExactlyInAnyOrder("mqtt.qos", "kafka.topic", "connect.mqtt.hosts");
    }

    @Test
    void putsAKeyOfConnectsOwnThatLosesMessagesUnderThatKey() {
        assertThat(connector.validate(with("errors.tolerance", "all")).configValues())
                .filteredOn(value -> !value.errorMessages().isEmpty())
                .extracting(ConfigValue::name)
                .containsExactly("errors.tolerance");
    }

    @Test
    void claimsExactlyOnceAtQosTwoOnlyAndWithFiltersThatDoNotOverlap() {
        assertThat(connector.exactlyOnceSupport(PROPS)).isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
        assertThat(connector.exactlyOnceSupport(with("mqtt.qos", "2"))).isEqualTo(ExactlyOnceSupport.SUPPORTED);
        assertThat(connector.exactlyOnceSupport(with("mqtt.qos", "nonsense")))
                .isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
        assertThat(connector.exactlyOnceSupport(with("mqtt.qos", "2", "mqtt.topics", "a/+,b,$share/g/a/b")))
                .isEqualTo(ExactlyOnceSupport.UNSUPPORTED);
    }

    @Test
    void refusesToChangeTheMemoryOfASession() {
        Map<String, String> exactlyOnce = with("mqtt.qos", "2", "exactly.once.support", "required");
        assertThatThrownBy(() -> connector.alterOffsets(exactlyOnce, Collections.singletonMap(PARTITION, null)))
                .hasMessageContaining("PEN-231")
                .hasMessageContaining("delete the session at the broker");
        assertThat(connector.alterOffsets(exactlyOnce, Map.of())).isTrue();
        assertThat(connector.alterOffsets(
                        PROPS, Map.of(PARTITION, Map.of("version", 2, "filters", "a/#", "messages", ""))))
                .isTrue();
    }

    private static Map<String, String> with(String... keysAndValues) {
        Map<String, String> props = new HashMap<>(PROPS);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            props.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return props;
    }

    @Test
    void letsOffsetsBeSetAndDeletedAgainAndAgain() {
        for (int i = 0; i < 2; i++) {
            assertThat(connector.alterOffsets(PROPS, Map.of(PARTITION, Map.of("version", 1))))
                    .isTrue();
            assertThat(connector.alterOffsets(PROPS, Collections.singletonMap(PARTITION, null)))
                    .isTrue();
        }
    }

    @Test
    void refusesOffsetsThatAreNotOursOrNewer() {
        assertThatThrownBy(() -> connector.alterOffsets(PROPS, Map.of(PARTITION, Map.of("position", 7))))
                .hasMessageContaining("PEN-230");
        assertThatThrownBy(() -> connector.alterOffsets(PROPS, Map.of(PARTITION, Map.of("version", 3))))
                .hasMessageContaining("PEN-121");
    }

    @Test
    void refusesToStartOnAnOffsetOfANewerVersion() {
        assertThatThrownBy(() -> DrivenTask.start(
                        "tcp://127.0.0.1:1",
                        "c",
                        "t",
                        Map.of(),
                        Map.of(Map.of("cluster", "default", "client.id", "c"), Map.of("version", 3L))))
                .hasMessageContaining("PEN-121")
                .hasMessageContaining("format version 3");
    }
}
