package io.penstock.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectorConfigsTest {

    private final ConnectorConfigs configs = new ConnectorConfigs(
            3,
            Optional.of(new ConnectorConfigs.Login("writer", "secret")),
            Optional.of(new ConnectorConfigs.Login("access", "key")));

    @Test
    void reachesEachTargetThroughThePortThatTheWorkersOwnEnvironmentNames() {
        assertThat(configs.of(Topology.SOURCE)).containsEntry("mqtt.uris", "tcp://127.0.0.1:${env:CHAOS_MQTT_PORT}");
        assertThat(configs.of(Topology.PLAIN_SINK))
                .containsEntry("store.url", "http://127.0.0.1:${env:CHAOS_STORE_PORT}");
        assertThat(configs.of(Topology.UPSERT_SINK).get("connection.url"))
                .startsWith("jdbc:postgresql://127.0.0.1:${env:CHAOS_POSTGRES_PORT}/chaos?");
    }

    @Test
    void givesEverySinkADeadLetterTopicOfItsOwnWithAllReplicas() {
        for (String connector : Profile.ALL.connectors()) {
            Map<String, String> config = configs.of(connector);
            if (!connector.equals(Topology.SOURCE)) {
                assertThat(config)
                        .containsEntry("errors.deadletterqueue.topic.name", connector + "-dead")
                        .containsEntry("errors.deadletterqueue.topic.replication.factor", "3")
                        .containsEntry("tasks.max", "2");
            }
        }
    }

    @Test
    void timedFilesStandUnderTheirMinuteAndGrowBeyondOnePart() {
        Map<String, String> config = configs.of(Topology.TIMED_SINK);

        assertThat(config.get("file.name.template")).contains("/${timestamp|yyyy/MM/dd/HH/mm|UTC}/");
        // At a quarter of a megabyte a second, which the busiest partition has also on a slow day.
        for (String age : List.of("rotate.interval.ms", "file.max.age.ms")) {
            assertThat(Long.parseLong(config.get(age)) * 250)
                    .as(age)
                    .isGreaterThan(Long.parseLong(config.get("s3.part.size")));
        }
    }

    @Test
    void knowsNoConnectorBeyondThoseOfTheTopology() {
        assertThatThrownBy(() -> configs.of("jdbc-other")).hasMessage("no connector jdbc-other");
    }
}
