package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formats beside lines of JSON, from the task to the bucket. */
class FormatsIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);

    @TempDir
    static Path directory;

    private static S3ProxyServer server;

    private Scenario scenario;

    @BeforeAll
    static void startStore() {
        server = S3ProxyServer.start(directory);
    }

    @AfterAll
    static void stopStore() {
        server.close();
    }

    @BeforeEach
    void begin() {
        scenario = new Scenario(server);
    }

    @AfterEach
    void end() {
        scenario.close();
    }

    @Test
    void writesBytesAndTextsAsTheyAreAndLeavesTheRestToTheDeadLetters() {
        // Given
        scenario.props.put("format", "bytes");
        scenario.props.put("format.bytearray.separator", "|");
        scenario.props.put("format.bytearray.extension", ".raw");
        scenario.add(P0, 0, "one".getBytes(StandardCharsets.UTF_8));
        scenario.add(P0, 1, Map.of("no", "bytes"));
        scenario.add(P0, 2, "three");
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        String key = "topics/orders/partition=0/orders-0-00000000000000000000.raw";
        assertThat(scenario.bucket.keys("topics/")).containsExactly(key);
        assertThat(new String(scenario.bucket.bytes(key), StandardCharsets.UTF_8))
                .isEqualTo("one|three|");
        assertThat(scenario.bucket
                        .client
                        .headObject(
                                request -> request.bucket(scenario.bucket.name).key(key))
                        .contentType())
                .isEqualTo("application/octet-stream");
        assertThat(worker.context.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-425"));
        worker.stop();
    }

    private List<String> avro(String key) {
        try (DataFileReader<Object> reader = new DataFileReader<>(
                new SeekableByteArrayInput(scenario.bucket.bytes(key)), new GenericDatumReader<>())) {
            List<String> values = new ArrayList<>();
            reader.forEach(value -> values.add(value.toString()));
            return values;
        } catch (IOException e) {
            throw new AssertionError("Avro cannot read " + key, e);
        }
    }

    private void produceTwoKinds(int count) {
        for (int offset = 0; offset < count; offset++) {
            scenario.add(P0, offset, Map.of("v", offset % 2 == 0 ? offset : "text " + offset));
        }
    }

    @Test
    void keepsInterleavedSchemasInOneFileEachThatAreCommittedTogether() {
        // Given
        scenario.props.put("format", "avro");
        scenario.props.put("s3.compression.type", "zstd");
        produceTwoKinds(20);
        scenario.add(P0, 20, Map.of("v", List.of(1, "poison")));
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        String numbers = "topics/orders/partition=0/orders-0-00000000000000000000.avro";
        String texts = "topics/orders/partition=0/orders-0-00000000000000000001.avro";
        assertThat(scenario.bucket.keys("topics/")).containsExactly(numbers, texts);
        assertThat(avro(numbers)).hasSize(10).startsWith("{\"v\": 0}", "{\"v\": 2}");
        assertThat(avro(texts)).hasSize(10).startsWith("{\"v\": \"text 1\"}");
        assertThat(worker.safeOffset(P0)).isEqualTo(21);
        assertThat(scenario.bucket.keys("_penstock/orders-to-s3/orders/0/"))
                .as("a claim and one batch")
                .hasSize(2);
        assertThat(worker.context.deadLetters).hasSize(1);
        worker.stop();
    }

    @Test
    void endsFilesAtAnotherSchemaWhereThatIsAskedFor() {
        // Given
        scenario.props.put("format", "avro");
        scenario.props.put("schema.change", "rotate");
        produceTwoKinds(4);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/"))
                .hasSize(4)
                .allSatisfy(key -> assertThat(avro(key)).hasSize(1));
        assertThat(worker.safeOffset(P0)).isEqualTo(4);
        worker.stop();
    }

    @Test
    void bringsBothFilesAfterACrashBetweenThem() {
        // Given a task that dies when its commit record and one of two objects are there
        scenario.props.put("format", "avro");
        produceTwoKinds(50);
        Worker first = scenario.worker();
        first.store.once(FaultyStore.Fate.CRASH_BEFORE, "putIfAbsent", "orders-0-00000000000000000001.avro");
        assertThatThrownBy(first::drain).isInstanceOf(FaultyStore.Crash.class);

        // When
        Worker second = scenario.worker();
        second.drain();
        second.age(300_000);

        // Then
        List<String> values = scenario.bucket.keys("topics/").stream()
                .flatMap(key -> avro(key).stream())
                .toList();
        assertThat(values).hasSize(50).doesNotHaveDuplicates();
        second.stop();
    }
}
