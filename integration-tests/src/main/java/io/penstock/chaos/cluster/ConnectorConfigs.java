package io.penstock.chaos.cluster;

import io.penstock.chaos.plan.ObjectFormat;
import io.penstock.chaos.plan.Topology;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The connectors as a careful user would set them up, with timeouts short enough for silence to be noticed within a run. */
final class ConnectorConfigs {

    private static final String RECORDS = "org.apache.kafka.connect.";

    private final int replicas;
    private final boolean transactions;
    private final ObjectFormat format;
    private final Optional<Login> database;
    private final Optional<Login> store;

    /** Who logs in, with what. */
    record Login(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * @param topology how many replicas dead letter topics have, and whether sources write in transactions, and what objects are made of
     * @param database empty where the profile has none, and so the store
     */
    ConnectorConfigs(Topology topology, Optional<Login> database, Optional<Login> store) {
        this.replicas = topology.brokers();
        this.transactions = topology.transactions();
        this.format = topology.format();
        this.database = database;
        this.store = store;
    }

    /** @param connector of {@link io.penstock.chaos.plan.Profile#connectors()} */
    Map<String, String> of(String connector) {
        return switch (connector) {
            case Topology.QOS_1_SOURCE -> source(connector);
            case Topology.QOS_2_SOURCE -> exactlyOnce(source(connector));
            case Topology.INSERT_SINK -> inserting();
            case Topology.UPSERT_SINK -> upserting();
            case Topology.PLAIN_SINK -> plain();
            case Topology.TIMED_SINK -> timed();
            case Topology.FIELD_SINK -> field();
            default -> throw new IllegalArgumentException("no connector " + connector);
        };
    }

    private static Map<String, String> source(String connector) {
        MqttSession session = MqttSession.of(connector);
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.penstock.mqtt.MqttSourceConnector");
        config.put("tasks.max", "1");
        config.put("mqtt.uris", "tcp://127.0.0.1:" + port(Topology.MQTT));
        config.put("mqtt.client.id", session.clientId());
        config.put("mqtt.topics", String.join(",", session.filters()));
        config.put("mqtt.qos", Integer.toString(session.qos()));
        config.put("mqtt.receive.maximum", "10000");
        config.put("mqtt.keepalive.ms", "2000");
        config.put("mqtt.connect.timeout.ms", "4000");
        config.put("retry.backoff.max.ms", "1000");
        config.put("kafka.topic", Names.TOPIC);
        // chaos/p3/k12/17 has the key p3/k12.
        config.put("kafka.key", "${mqtt.topic.2}/${mqtt.topic.3}");
        config.put("value.format", "bytes");
        config.put("key.converter", RECORDS + "storage.StringConverter");
        config.put("value.converter", RECORDS + "converters.ByteArrayConverter");
        config.put("producer.override.linger.ms", "10");
        return config;
    }

    private Map<String, String> exactlyOnce(Map<String, String> config) {
        if (transactions) {
            config.put("exactly.once.support", "required");
            config.put("mqtt.ledger.topic", Names.MQTT_LEDGER);
        }
        return config;
    }

    private Map<String, String> inserting() {
        Map<String, String> config = database(Topology.INSERT_SINK);
        config.put("insert.mode", "insert");
        config.put("pk.mode", "none");
        config.put("table.name.format", Names.INSERTED);
        return config;
    }

    private Map<String, String> upserting() {
        Map<String, String> config = database(Topology.UPSERT_SINK);
        config.put("insert.mode", "upsert");
        config.put("pk.mode", "record_key");
        config.put("pk.fields", "id");
        config.put("delete.enabled", "true");
        config.put("table.name.format", Names.UPSERTED);
        return config;
    }

    private Map<String, String> plain() {
        Map<String, String> config = formatted(store(Topology.PLAIN_SINK));
        config.put("flush.size", "500");
        config.put("file.max.age.ms", "1000");
        return config;
    }

    private Map<String, String> timed() {
        Map<String, String> config = store(Topology.TIMED_SINK);
        config.put("s3.compression.type", "none");
        config.put("partitioner", "time");
        config.put("path.format", "yyyy/MM/dd/HH/mm/ss");
        // Twice a minute a batch has files on both sides of a border.
        config.put("partition.duration.ms", "30000");
        // The busiest partition gets about a third of a megabyte a second: more than one part in this time.
        config.put("rotate.interval.ms", "25000");
        config.put("file.max.age.ms", "25000");
        return config;
    }

    private Map<String, String> field() {
        Map<String, String> config = formatted(store(Topology.FIELD_SINK));
        config.put("partitioner", "field");
        config.put("partition.field.name", Names.ZONE_FIELD);
        // The files of the busy zones are full, those of the others go with them; where nothing is busy, the age and
        // the clock decide.
        config.put("flush.size", "200");
        config.put("file.max.age.ms", "5000");
        config.put("rotate.schedule.interval.ms", "7000");
        return config;
    }

    private Map<String, String> formatted(Map<String, String> config) {
        config.put("format", format.name().toLowerCase(Locale.ROOT));
        config.put("s3.compression.type", format == ObjectFormat.PARQUET ? "snappy" : "gzip");
        return config;
    }

    private Map<String, String> database(String connector) {
        Login login = database.orElseThrow();
        Map<String, String> config = sink(connector, "io.penstock.jdbc.JdbcSinkConnector");
        config.put(
                "connection.url",
                "jdbc:postgresql://127.0.0.1:" + port(Topology.POSTGRES) + "/" + Names.DATABASE
                        + "?connectTimeout=4&loginTimeout=6");
        config.put("connection.user", login.user());
        config.put("connection.password", login.password());
        config.put("connection.response.timeout.ms", "8000");
        config.put("transaction.timeout.ms", "5000");
        config.put("ledger.claim.timeout.ms", "2000");
        config.put("flush.interval.ms", "200");
        config.put("batch.max.rows", "500");
        // What a record lacks, an upsert leaves as it is: the table's last state would be no single record's.
        config.put("fields.exclude", Names.ZONE_FIELD);
        return config;
    }

    private Map<String, String> store(String connector) {
        Login login = store.orElseThrow();
        Map<String, String> config = sink(connector, "io.penstock.s3.S3SinkConnector");
        config.put("store.url", "http://127.0.0.1:" + port(Topology.STORE));
        config.put("s3.bucket.name", Topology.bucketOf(connector));
        config.put("s3.region", "us-east-1");
        config.put("aws.access.key.id", login.user());
        config.put("aws.secret.access.key", login.password());
        config.put("s3.request.timeout.ms", "5000");
        config.put("s3.part.size", "5242880");
        config.put("behavior.on.null.values", "dlq");
        return config;
    }

    private Map<String, String> sink(String connector, String type) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", type);
        config.put("tasks.max", "2");
        config.put("topics", Names.TOPIC);
        config.put("delivery.guarantee", "exactly_once");
        config.put("retry.backoff.max.ms", "1000");
        config.put("consumer.override.auto.offset.reset", "earliest");
        config.put("consumer.override.isolation.level", "read_committed");
        config.put("key.converter", RECORDS + "storage.StringConverter");
        config.put("value.converter", RECORDS + "json.JsonConverter");
        config.put("value.converter.schemas.enable", "false");
        config.put("transforms", "where");
        config.put("transforms.where.type", RECORDS + "transforms.InsertField$Value");
        config.put("transforms.where.partition.field", Names.PARTITION_FIELD);
        config.put("transforms.where.offset.field", Names.OFFSET_FIELD);
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", Names.deadLetters(connector));
        config.put("errors.deadletterqueue.topic.replication.factor", Integer.toString(replicas));
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        return config;
    }

    /** Each worker goes through its own proxy, and so resolves this to its own port. */
    private static String port(String target) {
        return "${env:" + Names.portVariable(target) + "}";
    }
}
