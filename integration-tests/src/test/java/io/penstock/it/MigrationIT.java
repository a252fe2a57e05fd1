package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running pipeline moves from Debezium's JDBC sink to ours and back, by {@code bin/migrate} and the REST interface: each record
 * is there once. The rows have no key, so that nothing but the positions keeps them from coming twice. Debezium's plugin is
 * there with {@code -Ppeers}.
 */
class MigrationIT {

    private static final Path PEERS = Path.of("target", "peers");
    private static final Path ZIPS = Path.of("target", "plugin-zips");
    private static final Path COMMAND = Path.of("..", "migrate", "target");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CONNECTOR = "orders-to-db";
    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void movesFromDebeziumToOursAndBack(@TempDir Path directory) throws Exception {
        List<Path> peers = zips(PEERS);
        assumeTrue(!peers.isEmpty(), "no plugin of Debezium in target/peers; build with -Ppeers");
        List<Path> plugins = new ArrayList<>(zips(ZIPS));
        plugins.addAll(peers);
        Path unpacked = PluginPath.unpack(directory.resolve("plugins"), plugins);
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"));
                EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(directory.resolve("postgres"));
                ConnectWorker worker = ConnectWorker.start(
                        WorkerVersion.V4_3_1,
                        new ConnectWorker.Options(
                                        broker.bootstrapServers(), "migration", unpacked, directory.resolve("worker"))
                                .withFastSessions());
                KafkaLog kafka = new KafkaLog(broker.bootstrapServers());
                Database database = Database.create(postgres, "shop")) {
            // Given
            ConnectRest rest = worker.rest();
            database.execute("CREATE TABLE orders (id integer NOT NULL)");
            kafka.createTopic(TOPIC, PARTITIONS);
            Map<String, String> debezium = debezium(postgres);
            write(kafka, 0, 7_000);
            rest.put(CONNECTOR, debezium);
            awaitRows(database, 7_000);
            stopped(rest, kafka);
            write(kafka, 7_000, 10_000);
            assertThat(database.count("orders")).isEqualTo(7_000);

            // When
            rest.put(CONNECTOR, migrated(debezium, directory));
            rest.resume(CONNECTOR);

            // Then
            awaitRows(database, 10_000);
            stopped(rest, kafka);
            assertOnce(database, 10_000);

            // When
            write(kafka, 10_000, 12_000);
            rest.put(CONNECTOR, debezium);
            rest.resume(CONNECTOR);

            // Then
            awaitRows(database, 12_000);
            stopped(rest, kafka);
            assertOnce(database, 12_000);
        }
    }

    private static void stopped(ConnectRest rest, KafkaLog kafka) {
        await("all is committed").atMost(PATIENCE).until(() -> kafka.lag(CONNECTOR, TOPIC) == 0);
        rest.stop(CONNECTOR);
        rest.await(
                CONNECTOR,
                PATIENCE,
                status -> status.state().equals("STOPPED") && status.tasks().isEmpty());
    }

    private static void awaitRows(Database database, long rows) {
        await(rows + " rows").atMost(PATIENCE).until(() -> database.count("orders") >= rows);
    }

    private static void assertOnce(Database database, long rows) throws Exception {
        assertThat(database.count("orders")).isEqualTo(rows);
        assertThat(database.count("(SELECT DISTINCT id FROM orders) once")).isEqualTo(rows);
    }

    private static void write(KafkaLog kafka, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int id = from; id < to; id++) {
            String value =
                    "{\"schema\":{\"type\":\"struct\",\"name\":\"order\",\"fields\":[{\"field\":\"id\",\"type\":\"int32\"}]},\"payload\":{\"id\":"
                            + id + "}}";
            records.add(new ProducerRecord<>(TOPIC, id % PARTITIONS, null, value.getBytes(StandardCharsets.UTF_8)));
        }
        kafka.write(records);
    }

    private static Map<String, String> debezium(EmbeddedPostgresServer postgres) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("connector.class", "io.debezium.connector.jdbc.JdbcSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics", TOPIC);
        config.put("connection.url", "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/shop");
        config.put("connection.username", postgres.user());
        config.put("connection.password", postgres.password());
        config.put("insert.mode", "insert");
        config.put("primary.key.mode", "none");
        config.put("schema.evolution", "none");
        config.put("batch.size", "500");
        config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
        config.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("value.converter.schemas.enable", "true");
        return config;
    }

    /** As {@code bin/migrate} does it, which has a build of its own; 1, since deletes would need a decision. */
    private static Map<String, String> migrated(Map<String, String> config, Path directory) throws Exception {
        Path given = directory.resolve("given.json");
        Path made = directory.resolve("made.json");
        Path report = directory.resolve("report.txt");
        Files.writeString(given, JSON.writeValueAsString(config));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        COMMAND.resolve("classes") + ":"
                                + Files.readString(COMMAND.resolve("classpath")).trim(),
                        "io.penstock.migrate.Main",
                        given.toString(),
                        "--report",
                        report.toString())
                .redirectOutput(made.toFile())
                .redirectError(directory.resolve("errors.txt").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(directory.resolve("errors.txt")))
                .isEqualTo(1);
        assertThat(Files.readAllLines(report).stream().filter(line -> line.startsWith("decide")))
                .singleElement()
                .asString()
                .contains("delete.enabled");
        return JSON.readValue(made.toFile(), new TypeReference<Map<String, String>>() {});
    }

    private static List<Path> zips(Path directory) throws Exception {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        }
    }
}
