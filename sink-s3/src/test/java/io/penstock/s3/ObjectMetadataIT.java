package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.FaultyStore.Crash;
import io.penstock.s3.FaultyStore.Fate;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What objects say of themselves, as a HEAD by anybody shows it. */
class ObjectMetadataIT {

    private static final TopicPartition P0 = new TopicPartition("orders", 0);
    private static final String FIRST = "topics/orders/partition=0/orders-0-00000000000000000000";

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
    void emptyBucket() {
        scenario = new Scenario(server);
    }

    @AfterEach
    void closeBucket() {
        scenario.close();
    }

    private Map<String, String> metadata(String key) {
        return scenario.bucket
                .client
                .headObject(request -> request.bucket(scenario.bucket.name).key(key))
                .metadata();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exactly_once", "at_least_once"})
    void eachObjectSaysWhichRecordsItHolds(String guarantee) {
        // Given: a tombstone at the end, which is passed over
        scenario.props.put("delivery.guarantee", guarantee);
        scenario.produce(P0, 0, 10);
        scenario.add(P0, 12, Map.of("id", 12, "from", 0));
        scenario.add(P0, 13, null);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        List<String> keys = scenario.bucket.keys("topics/");
        assertThat(keys).hasSize(1);
        assertThat(metadata(keys.get(0)))
                .containsEntry("penstock-format-version", "1")
                .containsEntry("penstock-connector", "orders-to-s3")
                .containsEntry("penstock-topic", "orders")
                .containsEntry("penstock-partition", "0")
                .containsEntry("penstock-first-offset", "0")
                .containsEntry("penstock-last-offset", "12")
                .containsEntry("penstock-next-offset", "14")
                .containsEntry("penstock-records", "11")
                .containsEntry("penstock-min-timestamp", "1000000")
                .containsEntry("penstock-max-timestamp", "1000012")
                .containsKey("penstock-nonce")
                .doesNotContainKey("penstock-schema");
        worker.stop();
    }

    @Test
    void theSchemasFingerprintIsThatOfTheSchemaInTheFile() throws IOException, NoSuchAlgorithmException {
        // Given
        scenario.props.put("format", "avro");
        scenario.produce(P0, 0, 10);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        byte[] schema;
        try (DataFileReader<Object> reader = new DataFileReader<>(
                new SeekableByteArrayInput(scenario.bucket.bytes(FIRST + ".avro")), new GenericDatumReader<>())) {
            schema = reader.getMeta("avro.schema");
        }
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(schema));
        assertThat(metadata(FIRST + ".avro")).containsEntry("penstock-schema", digest.substring(0, 32));
        worker.stop();
    }

    /** S3 takes metadata with the request that begins an upload only. */
    @Test
    void aFileThatWentUpInPartsSaysWhatWasKnownAndItsCommitRecordAll() {
        // Given
        scenario.props.put("flush.size", "12");
        String text = "x".repeat(1024 * 1024);
        for (int offset = 0; offset < 12; offset++) {
            scenario.add(P0, offset, Map.of("id", offset, "from", 0, "text", text));
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();

        // Then
        assertThat(metadata(FIRST + ".jsonl"))
                .containsOnlyKeys(
                        "penstock-nonce",
                        "penstock-format-version",
                        "penstock-connector",
                        "penstock-topic",
                        "penstock-partition",
                        "penstock-first-offset");
        List<String> chain = scenario.bucket.keys("_penstock/orders-to-s3/orders/0/0");
        assertThat(new String(scenario.bucket.bytes(chain.get(chain.size() - 1)), StandardCharsets.UTF_8))
                .contains("\"penstock-last-offset\":\"11\"")
                .contains("\"penstock-next-offset\":\"12\"")
                .contains("\"penstock-records\":\"12\"")
                .contains("\"penstock-max-timestamp\":\"1000011\"");
        worker.stop();
    }

    @Test
    void anObjectThatAnHeirPutsSaysTheSame() {
        // Given: a commit record, and death before its object
        scenario.produce(P0, 0, 25);
        Worker first = scenario.worker();
        first.store.once(Fate.CRASH_BEFORE, "putIfAbsent", "topics/");
        assertThatThrownBy(first::drain).isInstanceOf(Crash.class);

        // When
        scenario.props.put("name", "renamed");
        scenario.props.put("ledger.id", "orders-to-s3");
        Worker heir = scenario.worker();
        heir.drain();

        // Then
        assertThat(metadata(FIRST + ".jsonl"))
                .containsEntry("penstock-connector", "orders-to-s3")
                .containsEntry("penstock-last-offset", "24")
                .containsEntry("penstock-next-offset", "25")
                .containsEntry("penstock-records", "25")
                .containsEntry("penstock-max-timestamp", "1000024");
        heir.stop();
    }
}
