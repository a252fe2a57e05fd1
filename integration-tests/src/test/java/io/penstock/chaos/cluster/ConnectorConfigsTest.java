package io.penstock.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.chaos.plan.ObjectFormat;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConnectorConfigsTest {

    private final ConnectorConfigs configs = configs(false);

    private static ConnectorConfigs configs(boolean transactions) {
        return new ConnectorConfigs(
                new Topology(Profile.ALL, 3, 2, transactions),
                Optional.of(new ConnectorConfigs.Login("writer", "secret")),
                Optional.of(new ConnectorConfigs.Login("access", "key")));
    }

    @Test
    void reachesEachTargetThroughThePortThatTheWorkersOwnEnvironmentNames() {
        assertThat(configs.of(Topology.QOS_1_SOURCE))
                .containsEntry("mqtt.uris", "tcp://127.0.0.1:${env:CHAOS_MQTT_PORT}");
        assertThat(configs.of(Topology.PLAIN_SINK))
                .containsEntry("store.url", "http://127.0.0.1:${env:CHAOS_STORE_PORT}");
        assertThat(configs.of(Topology.UPSERT_SINK).get("connection.url"))
                .startsWith("jdbc:postgresql://127.0.0.1:${env:CHAOS_POSTGRES_PORT}/chaos?");
    }

    @Test
    void givesEverySinkADeadLetterTopicOfItsOwnWithAllReplicas() {
        for (String sink : Profile.ALL.sinks()) {
            assertThat(configs.of(sink))
                    .containsEntry("errors.deadletterqueue.topic.name", sink + "-dead")
                    .containsEntry("errors.deadletterqueue.topic.replication.factor", "3")
                    .containsEntry("consumer.override.isolation.level", "read_committed")
                    .containsEntry("tasks.max", "2");
        }
    }

    @Test
    void eachSourceReadsAtItsQosWhatIsPublishedSoAndFromASessionOfItsOwn() {
        assertThat(configs.of(Topology.QOS_1_SOURCE))
                .containsEntry("mqtt.qos", "1")
                .containsEntry("mqtt.client.id", "chaos-mqtt-qos1")
                .containsEntry("mqtt.topics", "chaos/p0/#,chaos/p1/#");
        assertThat(configs.of(Topology.QOS_2_SOURCE))
                .containsEntry("mqtt.qos", "2")
                .containsEntry("mqtt.client.id", "chaos-mqtt-qos2")
                .containsEntry("mqtt.topics", "chaos/p2/#,chaos/p3/#");
    }

    @Test
    void onlyTheSourceOfQos2AsksForExactlyOnceAndOnlyInTransactions() {
        assertThat(configs(true).of(Topology.QOS_2_SOURCE))
                .containsEntry("exactly.once.support", "required")
                .containsEntry("mqtt.ledger.topic", "chaos-mqtt-ledger");
        assertThat(configs(true).of(Topology.QOS_1_SOURCE)).doesNotContainKey("exactly.once.support");
        assertThat(configs.of(Topology.QOS_2_SOURCE)).doesNotContainKey("exactly.once.support");
    }

    @Test
    void theFormatIsThatOfAllObjectsButTheLargeOnes() {
        ConnectorConfigs avro = new ConnectorConfigs(
                new Topology(Profile.S3, 1, 2, false, ObjectFormat.AVRO),
                Optional.empty(),
                Optional.of(new ConnectorConfigs.Login("access", "key")));

        assertThat(avro.of(Topology.PLAIN_SINK)).containsEntry("format", "avro");
        assertThat(avro.of(Topology.FIELD_SINK)).containsEntry("format", "avro");
        assertThat(avro.of(Topology.TIMED_SINK)).doesNotContainKey("format");
    }

    @Test
    void timedFilesGrowBeyondOnePartAndTheirPathsEndBeforeTheyDo() {
        Map<String, String> config = configs.of(Topology.TIMED_SINK);

        // At a quarter of a megabyte a second, which the busiest partition has also on a slow day.
        for (String age : List.of("rotate.interval.ms", "file.max.age.ms")) {
            assertThat(Long.parseLong(config.get(age)) * 250)
                    .as(age)
                    .isGreaterThan(Long.parseLong(config.get("s3.part.size")));
        }
        // So that a batch now and then lies on both sides of a border.
        assertThat(Long.parseLong(config.get("partition.duration.ms")))
                .isGreaterThan(Long.parseLong(config.get("file.max.age.ms")))
                .isLessThan(2 * Long.parseLong(config.get("file.max.age.ms")));
    }

    @Test
    void knowsNoConnectorBeyondThoseOfTheTopology() {
        assertThatThrownBy(() -> configs.of("jdbc-other")).hasMessage("no connector jdbc-other");
    }
}
