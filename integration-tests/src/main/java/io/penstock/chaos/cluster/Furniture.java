package io.penstock.chaos.cluster;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.Topics;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** What the services hold before the connectors start. */
final class Furniture {

    private static final long A_WEEK_IN_SECONDS = 604_800;

    private final Topology topology;
    private final Parts parts;

    Furniture(Topology topology, Parts parts) {
        this.topology = topology;
        this.parts = parts;
    }

    /** With as many replicas as there are brokers. */
    void createTopics() {
        String brokers = parts.bootstrapServers();
        Topics.create(brokers, Names.TOPIC, Names.PARTITIONS);
        if (topology.transactions()) {
            Topics.create(brokers, Names.MQTT_LEDGER, 1, Map.of("cleanup.policy", "compact"));
        }
        for (String sink : topology.profile().sinks()) {
            Topics.create(brokers, Names.deadLetters(sink), 1);
        }
    }

    void fillTargets(Network network) {
        for (String source : topology.profile().sources()) {
            createSession(MqttSession.of(source), network.port(Topology.MQTT));
        }
        if (topology.profile().hasJdbc()) {
            createTables(parts.postgres());
        }
        if (topology.profile().hasStore()) {
            Profile.S3.sinks().stream().map(Topology::bucketOf).forEach(parts.store()::createBucket);
        }
    }

    /** The source's session, which it will find and take over: a broker drops what nobody has subscribed to, also if the source is on its way. */
    private static void createSession(MqttSession session, int port) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(session.clientId())
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        client.connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(A_WEEK_IN_SECONDS)
                .send();
        for (String filter : session.filters()) {
            client.subscribeWith()
                    .topicFilter(filter)
                    .qos(session.qos() == 1 ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE)
                    .send();
        }
        client.disconnect();
    }

    private static void createTables(EmbeddedPostgresServer postgres) {
        try {
            postgres.createDatabase(Names.DATABASE);
            try (Connection connection = postgres.connect(Names.DATABASE);
                    Statement statement = connection.createStatement()) {
                for (String table : Names.TABLES) {
                    statement.execute(table);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make the tables", e);
        }
    }
}
