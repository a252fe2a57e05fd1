package io.penstock.quickstart.parts;

import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.s3.S3ProxyServer;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;

/** The running pipeline: MQTT broker, Kafka, a Connect worker with the three connectors, PostgreSQL and an S3 store. */
public final class Pipeline implements AutoCloseable {

    public static final String TOPIC = "vehicle-positions";

    /** One for each sink. */
    public static final List<String> DEAD_LETTER_TOPICS =
            List.of("vehicle-positions-dlq-postgresql", "vehicle-positions-dlq-s3");

    public static final String TABLE = "vehicle_positions";

    static final int PARTITIONS = 6;
    static final String BUCKET = "penstock";

    private final HiveMqBroker mqtt;
    private final KafkaBroker kafka;
    private final ConnectWorker worker;
    private final EmbeddedPostgresServer postgresql;
    private final S3ProxyServer s3;
    private final ObjectStore objects;
    private final String topicsDirectory;
    private final List<String> connectors;
    private final Services services;
    private final boolean kept;

    Pipeline(
            HiveMqBroker mqtt,
            KafkaBroker kafka,
            ConnectWorker worker,
            EmbeddedPostgresServer postgresql,
            S3ProxyServer s3,
            String topicsDirectory,
            List<String> connectors,
            Services services,
            boolean kept) {
        this.mqtt = mqtt;
        this.kafka = kafka;
        this.worker = worker;
        this.postgresql = postgresql;
        this.s3 = s3;
        this.topicsDirectory = topicsDirectory;
        this.connectors = List.copyOf(connectors);
        this.services = services;
        this.kept = kept;
        this.objects = new ObjectStore(s3.endpoint(), s3.region(), s3.accessKey(), s3.secretKey(), BUCKET);
    }

    public URI mqttBroker() {
        return mqtt.uri();
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public URI connectUrl() {
        return worker.restUrl();
    }

    public ObjectStore objects() {
        return objects;
    }

    /** What the keys of all data objects begin with. */
    public String objectPrefix() {
        return topicsDirectory + "/" + TOPIC + "/";
    }

    /** The same for each partition; below these, keys grow with the offsets. */
    public List<String> objectPrefixes() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> objectPrefix() + "partition=" + partition + "/")
                .toList();
    }

    public List<TopicPartition> recordPartitions() {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                .toList();
    }

    public List<TopicPartition> deadLetterPartitions() {
        return DEAD_LETTER_TOPICS.stream()
                .map(topic -> new TopicPartition(topic, 0))
                .toList();
    }

    /** A new connection to the database; the caller closes it. */
    public Connection connect() throws SQLException {
        return postgresql.connect();
    }

    /** A new client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /** Whether all processes run. */
    public boolean alive() {
        return services.dead().isEmpty();
    }

    /** What is wrong with processes, connectors and tasks, one line each. */
    public List<String> problems() {
        List<String> dead = services.dead().stream()
                .map(service -> service.name() + " has ended; its log: " + service.logFile())
                .toList();
        if (!dead.isEmpty()) {
            return dead;
        }
        return connectors.stream()
                .flatMap(name -> ConnectorState.problems(worker.rest().status(name)).stream())
                .toList();
    }

    /** Lines to paste into a shell, with what they show. */
    public List<String> hints() {
        String curl =
                "curl -s --aws-sigv4 aws:amz:" + s3.region() + ":s3 --user " + s3.accessKey() + ":" + s3.secretKey();
        return List.of(
                "MQTT broker     " + mqtt.uri(),
                "Kafka           " + bootstrapServers(),
                "Connect REST    " + connectUrl(),
                "  curl -s '" + connectUrl().resolve("/connectors?expand=status") + "'",
                "PostgreSQL      127.0.0.1:" + postgresql.port() + ", user and password " + postgresql.user(),
                "  PGPASSWORD=" + postgresql.password() + " psql -h 127.0.0.1 -p " + postgresql.port() + " -U "
                        + postgresql.user() + " -c 'SELECT route, count(*), round(avg(spd), 1) AS speed FROM " + TABLE
                        + " GROUP BY route'",
                "S3              " + s3.endpoint() + ", bucket " + BUCKET,
                "  " + curl + " '" + s3.endpoint() + "/" + BUCKET + "?list-type=2&prefix=" + objectPrefix() + "'");
    }

    /** Ends all processes. */
    @Override
    public void close() {
        objects.close();
        services.end(kept);
    }
}
