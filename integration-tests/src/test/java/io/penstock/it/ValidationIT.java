package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectRest.Validation;
import io.penstock.testkit.kafka.WorkerVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user reads who sends a faulty configuration to {@code PUT /connector-plugins/…/config/validate}. */
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidationIT {

    private static final String MQTT = "io.penstock.mqtt.MqttSourceConnector";
    private static final String JDBC = "io.penstock.jdbc.JdbcSinkConnector";
    private static final String S3 = "io.penstock.s3.S3SinkConnector";
    private static final String RESTORE = "io.penstock.s3.S3RestoreSourceConnector";
    private static final String SECRET = "Tr0ub4dor-and-3";

    private ConnectRest rest;

    @BeforeAll
    void useTheNewestWorker(Services services) {
        rest = services.worker(WorkerVersion.V4_3_1).rest();
    }

    @Test
    void theWorkerFindsThePackagedPluginsWithTheirVersion() {
        assertThat(rest.plugins())
                .filteredOn(plugin -> plugin.className().startsWith("io.penstock."))
                .extracting(ConnectRest.Plugin::className)
                .containsExactlyInAnyOrder(MQTT, JDBC, S3, RESTORE);
        assertThat(rest.plugins())
                .filteredOn(plugin -> plugin.className().startsWith("io.penstock."))
                .allSatisfy(plugin -> assertThat(plugin.version()).matches("\\d+\\.\\d+\\.\\d+.*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source-mqtt/src/main/plugin/etc/mqtt-source.json",
                "sink-jdbc/src/main/plugin/etc/jdbc-sink.json",
                "sink-s3/src/main/plugin/etc/s3-sink.json",
                "sink-s3/src/main/plugin/etc/s3-archive.json",
                "sink-s3/src/main/plugin/etc/s3-restore.json"
            })
    void whatThePluginsBringToBeginWithIsValid(String file) {
        ExampleFile example = ExampleFile.read("../" + file);

        Validation answer = rest.validate(example.config().getOrDefault("connector.class", ""), example.named());

        assertThat(answer.errors()).isEmpty();
    }

    @Test
    void everyFaultOfAnMqttSourceIsReportedAtOnce() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "faulty");
        config.put("mqtt.uris", "http://broker:1883");
        config.put("mqtt.topics", "plant/#/temperature");
        config.put("mqtt.qos", "3");
        config.put("mqtt.password", SECRET);
        config.put("kafka.topic", "${mqtt.topik}");
        config.put("connect.mqtt.kcql", "INSERT INTO a SELECT * FROM b");

        Validation answer = rest.validate(MQTT, config);

        assertThat(answer.errors())
                .containsOnlyKeys("mqtt.uris", "mqtt.topics", "mqtt.qos", "kafka.topic", "connect.mqtt.kcql");
        assertFault(answer, "mqtt.uris", "PEN-101", "number 1", "tcp, ssl, ws or wss", "tcp://host:port");
        assertFault(answer, "mqtt.topics", "PEN-101", "plant/#/temperature", "Use ");
        assertFault(answer, "mqtt.qos", "PEN-101", "\"3\"", "0, 1 or 2");
        assertFault(answer, "kafka.topic", "PEN-101", "mqtt.topik", "${mqtt.topic}");
        assertFault(answer, "connect.mqtt.kcql", "PEN-104", "mqtt.topics");
        assertNoSecret(answer);
    }

    @Test
    void everyFaultOfADatabaseSinkIsReportedAtOnce() {
        Map<String, String> config = sink();
        config.put("connection.url", "informix://db/orders");
        config.put("connection.password", SECRET);
        config.put("insert.mode", "upsertt");
        config.put("flush.interval.ms", "-1");
        config.put("table.name.format", "${topik}");
        config.put("delete.enabled", "true");
        config.put("batch.size", "3000");

        Validation answer = rest.validate(JDBC, config);

        assertThat(answer.errors())
                .containsOnlyKeys(
                        "connection.url",
                        "insert.mode",
                        "flush.interval.ms",
                        "table.name.format",
                        "delete.enabled",
                        "batch.size");
        assertFault(answer, "connection.url", "PEN-101", "informix:", "jdbc:postgresql://");
        assertFault(answer, "insert.mode", "PEN-101", "\"upsertt\"", "upsert");
        assertFault(answer, "flush.interval.ms", "PEN-101", "\"-1\"", "milliseconds");
        assertFault(answer, "table.name.format", "PEN-101", "topik", "topic");
        assertFault(answer, "delete.enabled", "PEN-103", "pk.mode", "record_key");
        assertFault(answer, "batch.size", "PEN-104", "batch.max.rows");
        assertNoSecret(answer);
    }

    @Test
    void everyFaultOfAnObjectSinkIsReportedAtOnce() {
        Map<String, String> config = sink();
        config.put("store.url", "ftp://store");
        config.put("aws.secret.access.key", SECRET);
        config.put("flush.size", "many");
        config.put("s3.compression.type", "rar");
        config.put("file.name.template", "${topics.dir}/${topic}${extension}");
        config.put("format.class", "io.confluent.connect.s3.format.json.JsonFormat");

        Validation answer = rest.validate(S3, config);

        assertThat(answer.errors())
                .containsOnlyKeys(
                        "s3.bucket.name",
                        "store.url",
                        "aws.access.key.id",
                        "flush.size",
                        "s3.compression.type",
                        "file.name.template",
                        "format.class");
        assertFault(answer, "s3.bucket.name", "PEN-102", "required");
        assertFault(answer, "store.url", "PEN-101", "ftp://store", "http");
        assertFault(answer, "aws.access.key.id", "PEN-103", "aws.secret.access.key", "Set both");
        assertFault(answer, "flush.size", "PEN-101", "\"many\"", "Use ");
        assertFault(answer, "s3.compression.type", "PEN-101", "\"rar\"", "gzip");
        assertFault(answer, "file.name.template", "PEN-103", "${partition}", "${start.offset}");
        assertFault(answer, "format.class", "PEN-104", "format");
        assertNoSecret(answer);
    }

    @Test
    void theExampleOfEveryPeerKeyNamesOurs() {
        Map<String, String> database = sink();
        database.put("connection.url", "jdbc:postgresql://db/orders");
        database.put("primary.key.mode", "record_key");
        database.put("connection.username", "me");
        Map<String, String> store = sink();
        store.put("s3.bucket.name", "orders");
        store.put("aws_access_key_id", "me");
        store.put("s3.path.style.access.enabled", "true");

        Validation ofDatabase = rest.validate(JDBC, database);
        Validation ofStore = rest.validate(S3, store);

        assertThat(ofDatabase.errors()).containsOnlyKeys("primary.key.mode", "connection.username");
        assertFault(ofDatabase, "primary.key.mode", "PEN-104", "pk.mode");
        assertFault(ofDatabase, "connection.username", "PEN-104", "connection.user");
        assertThat(ofStore.errors()).containsOnlyKeys("aws_access_key_id", "s3.path.style.access.enabled");
        assertFault(ofStore, "aws_access_key_id", "PEN-104", "aws.access.key.id");
        assertFault(ofStore, "s3.path.style.access.enabled", "PEN-104", "s3.path.style");
    }

    @Test
    void aValueThatNobodyHasResolvedYetIsNoFault() {
        Map<String, String> config = sink();
        config.put("connection.url", "${file:/secrets/db.properties:url}");
        config.put("connection.password", "${file:/secrets/db.properties:password}");

        Validation answer = rest.validate(JDBC, config);

        assertThat(answer.errors()).isEmpty();
        assertThat(answer.errorCount()).isZero();
    }

    private static Map<String, String> sink() {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "faulty");
        config.put("topics", "orders");
        return config;
    }

    /** One message under the key that has the code, repeats the key, and has all the words. */
    private static void assertFault(Validation answer, String key, String code, String... words) {
        List<String> errors = answer.errors().getOrDefault(key, List.of());
        assertThat(errors)
                .as("errors of %s", key)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("[" + code + "] " + key + ": ");
        assertThat(errors.get(0)).contains(words);
    }

    private static void assertNoSecret(Validation answer) {
        assertThat(answer.raw().toString()).doesNotContain(SECRET).contains("[hidden]");
    }
}
