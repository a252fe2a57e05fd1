package io.penstock.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void survivesJsonAndReportsFromBeforeTransactionsAreRead() throws JsonProcessingException {
        Topology topology = new Topology(Profile.ALL, 3, 2, true);

        assertThat(JSON.readValue(JSON.writeValueAsString(topology), Topology.class))
                .isEqualTo(topology);
        assertThat(JSON.readValue("{\"profile\":\"MQTT\",\"brokers\":1,\"workers\":2}", Topology.class))
                .isEqualTo(new Topology(Profile.MQTT, 1, 2));
    }

    @Test
    void namesItsMqttBrokerInJson() throws JsonProcessingException {
        Topology topology = new Topology(Profile.MQTT, 1, 2, false, ObjectFormat.JSONL, MqttBroker.MOSQUITTO);

        assertThat(JSON.readValue(JSON.writeValueAsString(topology), Topology.class))
                .isEqualTo(topology);
    }

    @Test
    void whoReadsNothingHasNoOtherMqttBroker() {
        assertThatThrownBy(() -> new Topology(Profile.S3, 1, 2, false, ObjectFormat.AVRO, MqttBroker.MOSQUITTO))
                .hasMessageContaining("S3")
                .hasMessageContaining("MOSQUITTO");
    }

    @Test
    void onlySourcesWriteInTransactions() {
        assertThatThrownBy(() -> new Topology(Profile.S3, 1, 2, true)).hasMessageContaining("S3");
    }

    @Test
    void aBucketIsNamedAfterItsSink() {
        assertThat(Profile.S3.sinks().stream().map(Topology::bucketOf))
                .containsExactly("chaos-plain", "chaos-timed", "chaos-field");
        assertThatThrownBy(() -> Topology.bucketOf(Topology.INSERT_SINK)).hasMessageContaining("jdbc-insert");
    }
}
