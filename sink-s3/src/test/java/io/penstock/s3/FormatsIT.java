package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
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
}
