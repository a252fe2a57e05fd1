package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.WorkerVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each connector of {@code config-examples/} moves ten records, posted as it lies there to a worker with the properties that lie there. Changed is only
 * what would make a test wait for minutes or need three brokers: see {@link ExampleFile#forATest()}.
 */
@ExtendWith(SharedServices.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {

    private static final int RECORDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DATABASE = "examples";
    private static final String BUCKET = "examples";

    @TempDir
    Path directory;

    private Services services;
    private ConnectWorker worker;
    private KafkaLog kafka;
    private Database database;
    private ObjectStore store;

    /** Brings the ten records, posts the examples, and looks for the records in the target. */
    private interface Move {
        void run(ExamplesIT world, List<ExampleFile> examples) throws Exception;
    }

    static Stream<Arguments> moves() {
        return Stream.of(
                move(ExamplesIT::ordersBecomeRows, "jdbc-sink/minimal.json"),
                move(ExamplesIT::customersBecomeRows, "jdbc-sink/production.json"),
                move(ExamplesIT::readingsBecomeRows, "jdbc-sink/json-into-an-existing-table.json"),
                move(ExamplesIT::changesBecomeRows, "jdbc-sink/debezium-cdc.json"),
                move(ExamplesIT::clicksBecomeObjects, "s3-sink/minimal.json"),
                move(ExamplesIT::paymentsBecomeObjects, "s3-sink/production.json"),
                move(ExamplesIT::tripsBecomeParquet, "s3-sink/parquet-data-lake.json"),
                move(ExamplesIT::entriesComeBack, "s3-sink/archive.json", "s3-restore/archive.json"),
                move(ExamplesIT::plantReadingsBecomeRecords, "mqtt-source/minimal.json"),
                move(ExamplesIT::meterReadingsBecomeRecords, "mqtt-source/exactly-once.json"));
    }

    private static Arguments move(Move move, String... files) {
        return argumentSet(String.join(", ", files), List.of(files), move);
    }

    @BeforeAll
    void startAWorkerWithTheExampleOfOne(Services shared) throws Exception {
        services = shared;
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        database = Database.create(services.postgres(), DATABASE);
        store = new ObjectStore(services.store());
        services.store().createBucket(BUCKET);
        worker = services.launchWorker(WorkerVersion.V4_3_1, "examples", ExampleFile.workerProperties(), environment());
        worker.awaitReady();
    }

    @AfterAll
    void close() throws SQLException {
        worker.close();
        store.close();
        database.close();
        kafka.close();
    }

    private Map<String, String> environment() {
        return Map.of(
                "PENSTOCK_MQTT_URI", services.mqtt().uri().toString(),
                "PENSTOCK_JDBC_URL",
                        "jdbc:postgresql://127.0.0.1:" + services.postgres().port() + "/" + DATABASE,
                "PENSTOCK_JDBC_USER", services.postgres().user(),
                "PENSTOCK_JDBC_PASSWORD", services.postgres().password(),
                "PENSTOCK_S3_URL", services.store().endpoint().toString(),
                "PENSTOCK_S3_BUCKET", BUCKET,
                "PENSTOCK_S3_REGION", services.store().region(),
                "PENSTOCK_S3_ACCESS_KEY_ID", services.store().accessKey(),
                "PENSTOCK_S3_SECRET_ACCESS_KEY", services.store().secretKey());
    }

    @ParameterizedTest
    @MethodSource("moves")
    void movesTenRecords(List<String> files, Move move) throws Exception {
        List<ExampleFile> examples = files.stream().map(ExampleFile::read).toList();
        try {
            move.run(this, examples);
        } finally {
            examples.forEach(example -> worker.rest().delete(example.name()));
        }
    }

    @Test
    void everyExampleIsMoved() throws IOException {
        List<String> moved = moves().map(move -> (Collection<?>) move.get()[0])
                .flatMap(Collection::stream)
                .map(Object::toString)
                .toList();

        assertThat(moved).containsExactlyInAnyOrderElementsOf(ExampleFile.names());
    }

    private void post(ExampleFile example) {
        worker.rest().put(example.name(), example.forATest());
    }

    private void write(String topic, IntFunction<@Nullable String> key, IntFunction<String> value) {
        kafka.createTopic(topic, 1);
        kafka.write(IntStream.rangeClosed(1, RECORDS)
                .mapToObj(i -> {
                    String text = key.apply(i);
                    return new ProducerRecord<>(topic, text == null ? null : utf8(text), utf8(value.apply(i)));
                })
                .toList());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String noKey(int i) {
        return null;
    }

    private void awaitRows(String table) {
        await("rows in " + table)
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(database.count(table)).isEqualTo(RECORDS));
    }

    private void ordersBecomeRows(List<ExampleFile> examples) {
        write("orders", ExamplesIT::noKey, i -> "{\"order_id\": %d, \"amount\": 12.5, \"paid\": true}".formatted(i));

        post(examples.get(0));

        awaitRows("orders");
    }

    private void customersBecomeRows(List<ExampleFile> examples) {
        write("customers", i -> "c" + i, i -> "{\"name\": \"Customer %d\", \"city\": \"Oulu\"}".formatted(i));

        post(examples.get(0));

        awaitRows("customers WHERE customer_id LIKE 'c%' AND city = 'Oulu' AND kafka_offset >= 0");
    }

    private void readingsBecomeRows(List<ExampleFile> examples) throws SQLException {
        database.execute("CREATE SCHEMA plant");
        database.execute(
                "CREATE TABLE plant.readings (sensor text NOT NULL, at timestamptz NOT NULL, value numeric, place_hall int)");
        write(
                "readings",
                ExamplesIT::noKey,
                i ->
                        "{\"sensor\": \"s%d\", \"at\": \"2026-11-22T10:00:00+02:00\", \"value\": 1.25, \"place\": {\"hall\": %d}, \"firmware\": 7}"
                                .formatted(i, i));

        post(examples.get(0));

        awaitRows("plant.readings WHERE at = '2026-11-22 08:00:00Z' AND value = 1.25 AND sensor = 's' || place_hall");
    }

    private void changesBecomeRows(List<ExampleFile> examples) {
        write("inventory.shop.products", i -> """
                    {"schema": {"type": "struct", "fields": [{"field": "id", "type": "int32"}]}, "payload": {"id": %d}}""".formatted(i), i -> """
                    {"schema": {"type": "struct", "name": "inventory.shop.products.Envelope", "fields": [
                        {"field": "before", "type": "struct", "optional": true, "name": "inventory.shop.products.Value",
                         "fields": [{"field": "id", "type": "int32"}, {"field": "sold", "type": "int64", "name": "io.debezium.time.MicroTimestamp"}]},
                        {"field": "after", "type": "struct", "optional": true, "name": "inventory.shop.products.Value",
                         "fields": [{"field": "id", "type": "int32"}, {"field": "sold", "type": "int64", "name": "io.debezium.time.MicroTimestamp"}]},
                        {"field": "op", "type": "string"}]},
                     "payload": {"before": null, "after": {"id": %d, "sold": 1795264496789123}, "op": "c"}}""".formatted(i));

        post(examples.get(0));

        awaitRows("copy_of_products WHERE sold = '2026-11-21 12:34:56.789123'");
    }

    private long rowsIn(String prefix, String extension) throws Exception {
        Path files = Files.createTempDirectory(directory, "objects");
        int n = 0;
        for (String key : store.dataKeys(BUCKET)) {
            if (key.startsWith(prefix)) {
                assertThat(key).endsWith(extension);
                Files.write(files.resolve(n++ + extension), store.bytes(BUCKET, key));
            }
        }
        if (n == 0) {
            return 0;
        }
        String reader = extension.equals(".parquet")
                ? "read_parquet('" + files + "/*')"
                : "read_json('" + files + "/*', format = 'newline_delimited')";
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + reader)) {
            count.next();
            return count.getLong(1);
        }
    }

    private void awaitObjects(String prefix, String extension) {
        await("objects under " + prefix)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsIn(prefix, extension)).isEqualTo(RECORDS));
    }

    private void clicksBecomeObjects(List<ExampleFile> examples) {
        write("clicks", ExamplesIT::noKey, i -> "{\"page\": %d}".formatted(i));

        post(examples.get(0));

        awaitObjects("topics/clicks/", ".jsonl");
    }

    private void paymentsBecomeObjects(List<ExampleFile> examples) {
        write("payments", i -> "p" + i, i -> "{\"amount\": %d}".formatted(i));

        post(examples.get(0));

        awaitObjects("raw/payments/", ".jsonl.zst");
    }

    private void tripsBecomeParquet(List<ExampleFile> examples) {
        write("trips", ExamplesIT::noKey, i -> """
                {"schema": {"type": "struct", "name": "Trip", "fields": [{"field": "id", "type": "int64"},
                    {"field": "started_at", "type": "int64", "name": "org.apache.kafka.connect.data.Timestamp", "version": 1}]},
                 "payload": {"id": %d, "started_at": 1795300000000}}""".formatted(i));

        post(examples.get(0));

        // 2026-11-21T22:26:40Z is on the day after in Helsinki.
        awaitObjects("lake/trips/year=2026/month=11/day=22/", ".parquet");
    }

    private void entriesComeBack(List<ExampleFile> examples) {
        write("ledger-entries", i -> "k" + i, i -> "entry " + i);

        post(examples.get(0));
        awaitObjects("archive/ledger-entries/", ".jsonl.zst");
        post(examples.get(1));

        awaitRecords("ledger-entries-restored");
        assertThat(kafka.read("ledger-entries-restored"))
                .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, RECORDS)
                        .mapToObj(i -> "entry " + i)
                        .toList());
    }

    private void awaitRecords(String topic) {
        await("records in " + topic)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.read(topic)).hasSize(RECORDS));
    }

    /** Once the connector has its session: what comes before nobody keeps. */
    private void publish(ExampleFile example, IntFunction<String> topic, MqttQos qos) {
        await("the session")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(WorkerMetrics.ofPlugin(worker.process().pid(), example.name()))
                                .containsEntry("subscribed", 1L));
        Mqtt5BlockingClient client = Mqtt5Client.builder()
                .serverHost(services.mqtt().uri().getHost())
                .serverPort(services.mqtt().port())
                .buildBlocking();
        client.connect();
        for (int i = 1; i <= RECORDS; i++) {
            client.publishWith()
                    .topic(topic.apply(i))
                    .qos(qos)
                    .payload(utf8("{\"kwh\": " + i + "}"))
                    .send();
        }
        client.disconnect();
    }

    private void plantReadingsBecomeRecords(List<ExampleFile> examples) {
        post(examples.get(0));

        publish(examples.get(0), i -> "plant/hall-" + i + "/reading", MqttQos.AT_LEAST_ONCE);

        awaitRecords("plant-readings");
    }

    private void meterReadingsBecomeRecords(List<ExampleFile> examples) {
        post(examples.get(0));

        publish(examples.get(0), i -> "meters/m" + i + "/reading", MqttQos.EXACTLY_ONCE);

        awaitRecords("meter-readings");
        assertThat(kafka.read("meter-readings"))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .contains("m1", "m10");
    }
}
