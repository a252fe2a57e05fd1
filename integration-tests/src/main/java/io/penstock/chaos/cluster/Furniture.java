package io.penstock.chaos.cluster;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.Topics;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

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
        for (String connector : topology.profile().connectors()) {
            if (!connector.equals(Topology.SOURCE)) {
                Topics.create(brokers, Names.deadLetters(connector), 1);
            }
        }
    }

    void fillTargets(Network network) {
        if (topology.profile().hasMqtt()) {
            createSession(network.port(Topology.MQTT));
        }
        if (topology.profile().hasJdbc()) {
            createTables(parts.postgres());
        }
        if (topology.profile().hasStore()) {
            parts.store().createBucket(Names.PLAIN_BUCKET);
            parts.store().createBucket(Names.TIMED_BUCKET);
        }
    }

    /** The source's session, which it will find and take over: a broker drops what nobody has subscribed to, also if the source is on its way. */
    private static void createSession(int port) {
        Mqtt5BlockingClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(Names.MQTT_SESSION)
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        client.connectWith()
                .cleanStart(true)
                .sessionExpiryInterval(A_WEEK_IN_SECONDS)
                .send();
        client.subscribeWith()
                .topicFilter(Names.MQTT_FILTER)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
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
