package io.penstock.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Each suite in the smallest form, with the shipped ZIPs and without the peers: whether it runs and finds right results, not how fast. */
class BenchIT {

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void rowsIntoPostgreSql() throws Exception {
        // When
        List<String> played =
                play("jdbc", "--items=600", "--who=penstock,floor", "--case=pg", "rows_per_s", "cpu_us_per_row");

        // Then
        assertThat(played)
                .containsExactlyInAnyOrderElementsOf(twice(
                        "pg.insert penstock", "pg.insert floor",
                        "pg.upsert.new penstock", "pg.upsert.new floor",
                        "pg.upsert.update penstock", "pg.upsert.update floor"));
    }

    @Test
    void messagesOutOfABroker() throws Exception {
        // When
        List<String> played = play("mqtt", "--items=5000", "--who=penstock", "--case=task", "messages_per_s");

        // Then
        assertThat(played).containsExactly("task.qos0 penstock", "task.qos1 penstock", "task.qos2 penstock");
    }

    @Test
    @EnabledIf(
            value = "hasMosquitto",
            disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
    void messagesFromABrokerThroughAWorkerIntoKafka() throws Exception {
        // When
        List<String> played = play(
                "mqtt",
                "--items=3000",
                "--who=penstock,no-op,hivemq-client",
                "--case=worker.mosquitto.qos1",
                "messages_per_s",
                "cpu_us_per_message");

        // Then
        assertThat(played)
                .containsExactly(
                        "worker.mosquitto.qos1 penstock",
                        "worker.mosquitto.qos1 no-op",
                        "worker.mosquitto.qos1 hivemq-client");
    }

    static boolean hasMosquitto() {
        return MosquittoBroker.installed().isPresent();
    }

    @Test
    void recordsIntoObjects() throws Exception {
        // When
        List<String> played =
                play("s3", "--items=4000", "--who=penstock,encoder,client", "--case=jsonl", "records_per_s");

        // Then
        assertThat(played)
                .containsExactlyInAnyOrder(
                        "jsonl penstock",
                        "jsonl encoder",
                        "jsonl client",
                        "jsonl.schemaless penstock",
                        "jsonl.schemaless encoder",
                        "jsonl.schemaless client");
    }

    @Test
    void recordsIntoObjectsOfEveryFormat() throws Exception {
        // When
        List<String> played = new ArrayList<>();
        for (String format : List.of("bytes", "avro", "parquet")) {
            played.addAll(
                    play("s3", "--items=4000", "--who=penstock,encoder,client", "--case=" + format, "records_per_s"));
        }

        // Then
        assertThat(played)
                .containsExactlyInAnyOrder(
                        "bytes penstock",
                        "bytes encoder",
                        "bytes client",
                        "avro penstock",
                        "avro encoder",
                        "avro client",
                        "parquet penstock",
                        "parquet encoder",
                        "parquet client");
    }

    private static List<String> twice(String... entries) {
        List<String> all = new ArrayList<>(List.of(entries));
        all.addAll(List.of(entries));
        return all;
    }

    /** @return case and who of each result */
    private List<String> play(String suite, String items, String who, String cases, String... figures)
            throws Exception {
        Path file = directory.resolve(suite + ".json");
        int code = BenchCommand.execute(
                HOME,
                System.out,
                System.err,
                suite,
                "--quick",
                "--rounds=1",
                items,
                who,
                cases,
                "--json",
                file.toString());
        assertThat(code).isZero();
        JsonNode results = new ObjectMapper().readTree(Files.readString(file));
        List<String> played = new ArrayList<>();
        for (JsonNode result : results) {
            for (String figure : figures) {
                assertThat(result.get(figure).asDouble()).as(figure).isPositive();
            }
            assertThat(result.has("heap_peak_mb")).isTrue();
            played.add(result.get("case").asText() + " " + result.get("who").asText());
        }
        return played;
    }
}
