package io.penstock.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.WorkerVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts two whole clusters, and so is none of the tests that run each time: there the chaos run itself uses one. */
@Tag("full")
class ChaosClusterIT {

    private static final Logger log = LoggerFactory.getLogger(ChaosClusterIT.class);
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void carriesMessagesFromMqttToBothTablesWithALinkCutAndABrokerDead() throws Exception {
        // Given
        long began = System.nanoTime();
        List<ProcessHandle> processes = new ArrayList<>();
        try (ChaosCluster cluster = ChaosCluster.start(
                new Topology(Profile.ALL, 3, 2),
                WorkerVersion.V4_3_1,
                PluginPath.unpack(directory.resolve("plugins"), zips()),
                directory)) {
            log.info("{}: services ready after {} ms", cluster.topology(), (System.nanoTime() - began) / 1_000_000);
            cluster.startConnectors();
            log.info("{}: connectors running after {} ms", cluster.topology(), (System.nanoTime() - began) / 1_000_000);
            publish(cluster.mqttForPublishers(), 0, 20);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(rows(cluster, Names.INSERTED)).isEqualTo(20));

            // When
            cluster.link("worker-1>kafka-1").cut();
            cluster.kill("kafka-2");
            publish(cluster.mqttForPublishers(), 20, 40);

            // Then
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(rows(cluster, Names.INSERTED)).isEqualTo(40));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(rows(cluster, Names.UPSERTED)).isEqualTo(4));
            assertThat(cluster.awake()).doesNotContain("kafka-2").contains("kafka-1", "worker-1", "mqtt", "store");

            cluster.restart("kafka-2");
            cluster.freeze("worker-2");
            assertThat(cluster.awake()).doesNotContain("worker-2").contains("kafka-2");
            cluster.resume("worker-2");
            cluster.startWorker("worker-3");
            assertThat(cluster.awake()).hasSize(9);
            assertThat(cluster.died()).isEmpty();
            processes.addAll(servicesOfThisJvm());
        }
        assertThat(processes).hasSizeGreaterThan(8);
        // Those of PostgreSQL are orphans by now, which are not waited for.
        await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void outlivesTheKillOfItsOnlyBrokerAndOfEachTargetAndAFreezeOfAWorkerThatIsAsked() throws Exception {
        long began = System.nanoTime();
        try (ChaosCluster cluster = ChaosCluster.start(
                new Topology(Profile.ALL, 1, 2),
                WorkerVersion.V3_7_2,
                PluginPath.unpack(directory.resolve("plugins"), zips()),
                directory)) {
            log.info("{}: services ready after {} ms", cluster.topology(), (System.nanoTime() - began) / 1_000_000);
            cluster.startConnectors();
            log.info("{}: connectors running after {} ms", cluster.topology(), (System.nanoTime() - began) / 1_000_000);

            // When
            publish(cluster.mqttForPublishers(), 0, 10);
            List<String> victims = List.of("kafka-1", Topology.POSTGRES, Topology.STORE, Topology.MQTT, "worker-1");
            for (String victim : victims) {
                cluster.kill(victim);
                assertThat(cluster.isAlive(victim)).isFalse();
                cluster.restart(victim);
                assertThat(cluster.awake()).contains(victim);
            }
            cluster.freeze("worker-1");
            assertThat(cluster.rest().root().path("version").asText()).isEqualTo("3.7.2");
            assertThat(cluster.rest().root().path("version").asText()).isEqualTo("3.7.2");
            cluster.resume("worker-1");
            publish(cluster.mqttForPublishers(), 10, 30);

            // Then
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(rows(cluster, Names.INSERTED)).isEqualTo(30));
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(rows(cluster, Names.UPSERTED)).isEqualTo(4));
        }
    }

    private static List<ProcessHandle> servicesOfThisJvm() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().orElse("").matches(".*/(java|postgres)"))
                .toList();
    }

    private static long rows(ChaosCluster cluster, String table) throws SQLException {
        try (Connection connection = cluster.postgres().connect(Names.DATABASE);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(DISTINCT sequence) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void publish(URI broker, int from, int to) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("by-hand")
                .serverHost(broker.getHost())
                .serverPort(broker.getPort())
                .buildBlocking();
        client.connect();
        for (int i = from; i < to; i++) {
            String key = "p0/k" + i % 4;
            String payload = "{\"publisher\":0,\"sequence\":" + i + ",\"key\":\"" + key
                    + "\",\"speed\":1.5,\"digest\":\"none\",\"padding\":\"xxx\"}";
            var unused = client.publishWith()
                    .topic("chaos/" + key + "/" + i)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .send();
        }
        client.disconnect();
    }

    private static List<Path> zips() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target", "plugin-zips"))) {
            return files.filter(file -> file.toString().endsWith(".zip")).toList();
        }
    }
}
