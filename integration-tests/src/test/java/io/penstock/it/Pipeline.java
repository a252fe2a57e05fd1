package io.penstock.it;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The names and connector configurations of one pipeline.
 *
 * @param name in lower case; topics, connectors, database, table and bucket are named after it
 * @param mqtt the broker
 * @param database JDBC URL, as the worker reaches it
 * @param store endpoint, as the worker reaches it
 */
record Pipeline(String name, URI mqtt, String database, URI store, Credentials databaseLogin, Credentials storeLogin) {

    /** The table of every pipeline, in its own database. */
    static final String TABLE = "positions";

    static final String CREATE_TABLE =
            "CREATE TABLE " + TABLE + " (" + Stored.ID + " integer NOT NULL, speed double precision," + " street text, "
                    + Stored.PARTITION + " integer NOT NULL, " + Stored.OFFSET + " bigint NOT NULL)";

    /** Who logs in, with what. */
    record Credentials(String user, String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    String topic() {
        return name + "-positions";
    }

    String mqttRoot() {
        return "city/" + name;
    }

    String bucket() {
        return name;
    }

    String sourceName() {
        return name + "-mqtt";
    }

    String databaseSinkName() {
        return name + "-jdbc";
    }

    String storeSinkName() {
        return name + "-s3";
    }

    String databaseDeadLetters() {
        return databaseSinkName() + "-dead";
    }

    String storeDeadLetters() {
        return storeSinkName() + "-dead";
    }

    Map<String, String> source() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.penstock.mqtt.MqttSourceConnector");
        config.put("tasks.max", "1");
        config.put("mqtt.uris", mqtt.toString());
        config.put("mqtt.topics", mqttRoot() + "/#");
        config.put("mqtt.qos", "1");
        config.put("kafka.topic", topic());
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("producer.override.linger.ms", "10");
        config.put("producer.override.compression.type", "lz4");
        return config;
    }

    /** Rows without a key: only the ledger keeps them from coming twice. */
    Map<String, String> databaseSink() {
        Map<String, String> config = sink("io.penstock.jdbc.JdbcSinkConnector", databaseDeadLetters());
        config.put("connection.url", database);
        config.put("connection.user", databaseLogin.user());
        config.put("connection.password", databaseLogin.password());
        config.put("insert.mode", "insert");
        config.put("pk.mode", "none");
        config.put("table.name.format", TABLE);
        config.put("delivery.guarantee", "exactly_once");
        config.put("flush.interval.ms", "200");
        config.put("batch.max.rows", "1000");
        config.put("retry.backoff.max.ms", "1000");
        return config;
    }

    Map<String, String> storeSink() {
        Map<String, String> config = sink("io.penstock.s3.S3SinkConnector", storeDeadLetters());
        config.put("store.url", store.toString());
        config.put("s3.bucket.name", bucket());
        config.put("s3.region", "us-east-1");
        config.put("aws.access.key.id", storeLogin.user());
        config.put("aws.secret.access.key", storeLogin.password());
        config.put("delivery.guarantee", "exactly_once");
        config.put("s3.compression.type", "gzip");
        config.put("flush.size", "500");
        config.put("file.max.age.ms", "1000");
        config.put("behavior.on.null.values", "dlq");
        config.put("retry.backoff.max.ms", "1000");
        return config;
    }

    private Map<String, String> sink(String type, String deadLetters) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", type);
        config.put("tasks.max", "2");
        config.put("topics", topic());
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("value.converter.schemas.enable", "false");
        config.put("transforms", "where");
        config.put("transforms.where.type", "org.apache.kafka.connect.transforms.InsertField$Value");
        config.put("transforms.where.partition.field", Stored.PARTITION);
        config.put("transforms.where.offset.field", Stored.OFFSET);
        config.put("errors.tolerance", "all");
        config.put("errors.deadletterqueue.topic.name", deadLetters);
        config.put("errors.deadletterqueue.topic.replication.factor", "1");
        config.put("errors.deadletterqueue.context.headers.enable", "true");
        return config;
    }
}
