package io.penstock.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

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

    @Test
    void saysHowLinesOfJsonAreCompressed() throws IOException {
        // Given
        scenario.props.put("s3.compression.type", "zstd");
        scenario.produce(P0, 0, 20);
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        String key = "topics/orders/partition=0/orders-0-00000000000000000000.jsonl.zst";
        assertThat(scenario.bucket.keys("topics/")).containsExactly(key);
        HeadObjectResponse head = scenario.bucket.client.headObject(
                request -> request.bucket(scenario.bucket.name).key(key));
        assertThat(head.contentType()).isEqualTo("application/x-ndjson");
        assertThat(head.contentEncoding()).isEqualTo("zstd");
        try (InputStream lines = new ZstdInputStream(new ByteArrayInputStream(scenario.bucket.bytes(key)))) {
            assertThat(new String(lines.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSize(20)
                    .allMatch(line -> line.startsWith("{\"") && line.endsWith("}"));
        }
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
    void learnsTheFieldsThatComeAndGoFromTheRecordsThatEnterFiles() {
        // Given a record with few fields, one with all of them, and many with some
        scenario.props.put("format", "avro");
        scenario.props.put("flush.size", "1000");
        scenario.add(P0, 0, Map.of("id", 0));
        scenario.add(P0, 1, Map.of("id", 1, "a", 1, "b", "x", "c", true));
        for (int offset = 2; offset < 60; offset++) {
            Map<String, Object> value = new HashMap<>(Map.of("id", offset));
            if (offset % 2 == 0) {
                value.put("a", offset);
            }
            if (offset % 3 == 0) {
                value.put("b", "x" + offset);
            }
            if (offset % 5 == 0) {
                value.put("c", false);
            }
            scenario.add(P0, offset, value);
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        List<String> keys = scenario.bucket.keys("topics/");
        assertThat(keys).hasSize(2);
        assertThat(avro(keys.get(0))).containsExactly("{\"id\": 0}");
        assertThat(avro(keys.get(1)))
                .hasSize(59)
                .allSatisfy(value -> assertThat(value).contains("\"a\"", "\"b\"", "\"c\""));
        worker.stop();
    }

    @Test
    void learnsNothingFromARecordWhoseKeyIsUnusable() {
        // Given a record with a new field, which fails when its file is to begin
        scenario.props.put("format", "avro");
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000");
        scenario.add(P0, 0, Map.of("id", 0, "group", "g"));
        scenario.add(P0, 1, Map.of("id", 1, "group", "x".repeat(1_100), "poison", 1));
        scenario.add(P0, 2, Map.of("id", 2, "group", "g"));
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/"))
                .singleElement()
                .satisfies(key -> assertThat(avro(key))
                        .containsExactly("{\"group\": \"g\", \"id\": 0}", "{\"group\": \"g\", \"id\": 2}"));
        assertThat(worker.context.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("longer than 1024 bytes"));
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
    void writesInterleavedVersionsToOneFileOnceTheNewerOneIsKnown() {
        // Given
        scenario.props.put("format", "avro");
        scenario.props.put("schema.change", "project");
        Schema older = SchemaBuilder.struct().field("id", Schema.INT32_SCHEMA).build();
        Schema newer = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("note", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        for (int offset = 0; offset < 60; offset++) {
            Schema schema = offset % 2 == 0 ? older : newer;
            scenario.log
                    .computeIfAbsent(P0, unused -> new ArrayList<>())
                    .add(new SinkRecord(
                            P0.topic(), 0, null, null, schema, new Struct(schema).put("id", offset), offset));
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then only the very first record, before which no newer version was seen, has a file of its own
        List<String> keys = scenario.bucket.keys("topics/");
        assertThat(keys).hasSize(4);
        assertThat(avro(keys.get(0))).containsExactly("{\"id\": 0}");
        assertThat(keys.subList(1, 4).stream().flatMap(key -> avro(key).stream()))
                .hasSize(59)
                .contains("{\"id\": 2, \"note\": null}", "{\"id\": 58, \"note\": null}");
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

    /** As ByteArrayConverter makes them: keys, values and headers that are null or empty among them. */
    private static void produceRaw(Scenario into, int count) {
        for (int offset = 0; offset < count; offset++) {
            ConnectHeaders headers = new ConnectHeaders();
            for (int i = 0; i < offset % 3; i++) {
                headers.add("h", new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, i == 1 ? null : new byte[i]));
            }
            byte[] text = ("payload " + offset).getBytes(StandardCharsets.UTF_8);
            into.log
                    .computeIfAbsent(P0, unused -> new ArrayList<>())
                    .add(new SinkRecord(
                            P0.topic(),
                            P0.partition(),
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            offset % 5 == 0 ? null : text,
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            offset % 7 == 0 ? null : offset % 11 == 0 ? new byte[0] : text,
                            offset,
                            1_000_000L + offset,
                            TimestampType.CREATE_TIME,
                            headers));
        }
    }

    private static Map<String, String> objects(Bucket bucket) {
        Map<String, String> objects = new TreeMap<>();
        bucket.keys("topics/").forEach(key -> objects.put(key, HexFormat.of().formatHex(bucket.bytes(key))));
        return objects;
    }

    @ParameterizedTest
    @CsvSource({"jsonl,zstd", "avro,snappy", "parquet,snappy"})
    void makesTheSameFilesOfEnvelopesWhateverCrashesInBetween(String format, String compression) {
        Map<String, String> settings = Map.of("format", format, "s3.compression.type", compression, "envelope", "full");
        Map<String, String> undisturbed;
        try (Scenario other = new Scenario(server)) {
            other.props.putAll(settings);
            produceRaw(other, 70);
            Worker worker = other.worker();
            worker.drain();
            worker.age(300_000);
            worker.stop();
            undisturbed = objects(other.bucket);
        }
        scenario.props.putAll(settings);
        produceRaw(scenario, 70);

        // When one dies before its commit record is there, the next before its object is
        Worker first = scenario.worker();
        first.store.once(
                FaultyStore.Fate.CRASH_BEFORE, "putIfAbsent", "_penstock/orders-to-s3/orders/0/00000000000000000002");
        assertThatThrownBy(first::drain).isInstanceOf(FaultyStore.Crash.class);
        Worker second = scenario.worker();
        second.store.once(FaultyStore.Fate.CRASH_BEFORE, "putIfAbsent", "orders-0-00000000000000000025");
        assertThatThrownBy(second::drain).isInstanceOf(FaultyStore.Crash.class);
        Worker third = scenario.worker();
        third.drain();
        third.age(300_000);

        // Then
        assertThat(objects(scenario.bucket)).hasSize(3).isEqualTo(undisturbed);
        assertThat(third.safeOffset(P0)).isEqualTo(70);
        third.stop();
    }

    /** How many records, and how many different ones, DuckDB finds in all Parquet files together. */
    private List<Long> parquetCounts() throws Exception {
        Path files = Files.createTempDirectory(directory, "parquet");
        int number = 0;
        for (String key : scenario.bucket.keys("topics/")) {
            assertThat(key).endsWith(".snappy.parquet");
            Files.write(files.resolve(number++ + ".parquet"), scenario.bucket.bytes(key));
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*), count(DISTINCT id) FROM read_parquet('" + files
                        + "/*.parquet', union_by_name = true)")) {
            assertThat(row.next()).isTrue();
            return List.of(row.getLong(1), row.getLong(2));
        }
    }

    @Test
    void keepsTheMemoryBoundWithHundredsOfOpenParquetFiles() throws Exception {
        // Given groups that need several times the buffer if each has columns of its own
        scenario.props.put("format", "parquet");
        scenario.props.put("s3.compression.type", "snappy");
        scenario.props.put("partitioner", "field");
        scenario.props.put("partition.field.name", "group");
        scenario.props.put("flush.size", "1000000");
        Random random = new Random(5);
        for (int offset = 0; offset < 6_000; offset++) {
            byte[] noise = new byte[3_000];
            random.nextBytes(noise);
            scenario.add(P0, offset, Map.of("id", offset, "group", "g" + offset % 300, "noise", noise));
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        MemoryBudget budget = worker.task.started().writer().budget();
        assertThat(budget.peak()).isLessThanOrEqualTo(budget.limit()).isGreaterThan(budget.limit() * 3 / 4);
        assertThat(budget.used()).as("nothing but what row groups are made in").isEqualTo(budget.limit() / 2);
        assertThat(worker.safeOffset(P0)).isEqualTo(6_000);
        assertThat(parquetCounts()).containsExactly(6_000L, 6_000L);
        worker.stop();
    }

    @Test
    void writesAParquetFileInPartsWithoutARecordThatHasNoForm() throws Exception {
        // Given a file of several parts, and in its midst a record that cannot be written
        scenario.props.put("format", "parquet");
        scenario.props.put("s3.compression.type", "snappy");
        scenario.props.put("flush.size", "1000000");
        Random random = new Random(5);
        for (int offset = 0; offset < 1_200; offset++) {
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            Object last = offset == 600 ? Map.of(1, "poison") : List.of(1, 2);
            scenario.add(P0, offset, Map.of("id", offset, "noise", noise, "last", last));
        }
        Worker worker = scenario.worker();

        // When
        worker.drain();
        worker.age(300_000);

        // Then
        assertThat(scenario.bucket.keys("topics/")).hasSize(1);
        assertThat(worker.store.requests).anyMatch(request -> request.startsWith("uploadPart"));
        assertThat(parquetCounts()).containsExactly(1_199L, 1_199L);
        assertThat(worker.context.deadLetters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.record().kafkaOffset()).isEqualTo(600));
        worker.stop();
    }
}
