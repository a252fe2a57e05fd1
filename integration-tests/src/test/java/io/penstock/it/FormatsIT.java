package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.WorkerVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The S3 sink's formats that bring libraries with them, through the ZIP on a worker; read back by the readers of others. */
@ExtendWith(SharedServices.class)
class FormatsIT {

    private static final int RECORDS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As JsonConverter reads it; the decimal is 12.34. */
    private static final String MESSAGE = """
            {"schema": {"type": "struct", "name": "shop.Order", "fields": [
                {"field": "id", "type": "int64"},
                {"field": "name", "type": "string", "optional": true},
                {"field": "price", "type": "bytes", "name": "org.apache.kafka.connect.data.Decimal", "version": 1,
                 "parameters": {"scale": "2"}},
                {"field": "at", "type": "int64", "name": "org.apache.kafka.connect.data.Timestamp", "version": 1},
                {"field": "day", "type": "int32", "name": "org.apache.kafka.connect.data.Date", "version": 1},
                {"field": "tags", "type": "array", "items": {"type": "string"}},
                {"field": "stock", "type": "map", "keys": {"type": "string"}, "values": {"type": "int32"}},
                {"field": "place", "type": "struct", "optional": true, "fields": [{"field": "lat", "type": "double"}]}]},
             "payload": {"id": %d, "name": %s, "price": "BNI=", "at": 1795264496789, "day": 20778, "tags": ["a", "b"],
                "stock": {"Oulu": 7}, "place": {"lat": 65.01}}}""";

    @TempDir
    Path directory;

    private Services services;
    private ConnectRest rest;
    private KafkaLog kafka;
    private ObjectStore store;

    @BeforeEach
    void useTheNewestWorker(Services shared) {
        services = shared;
        rest = services.worker(WorkerVersion.V4_3_1).rest();
        kafka = new KafkaLog(services.kafka().bootstrapServers());
        store = new ObjectStore(services.store());
    }

    @AfterEach
    void close() {
        store.close();
        kafka.close();
    }

    /** @return the objects, in the order of their names */
    private List<byte[]> stored(String name, Map<String, String> format) {
        Pipeline pipeline = services.pipeline(
                name, services.postgres().port(), "none", services.store().port());
        services.store().createBucket(pipeline.bucket());
        kafka.createTopic(pipeline.topic(), 1);
        kafka.write(
                pipeline.topic(),
                1,
                IntStream.range(0, RECORDS)
                        .mapToObj(i -> MESSAGE.formatted(i, i % 2 == 0 ? "null" : "\"n" + i + "\""))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toList());
        Map<String, String> config = pipeline.storeSink();
        config.keySet().removeIf(key -> key.startsWith("transforms"));
        config.put("value.converter.schemas.enable", "true");
        config.put("flush.size", Integer.toString(RECORDS / 2));
        config.put("file.max.age.ms", "600000");
        config.putAll(format);
        rest.put(pipeline.storeSinkName(), config);
        try {
            await("two objects")
                    .atMost(PATIENCE)
                    .until(() -> store.dataKeys(pipeline.bucket()).size() == 2);
            return store.dataKeys(pipeline.bucket()).stream()
                    .sorted()
                    .map(key -> store.bytes(pipeline.bucket(), key))
                    .toList();
        } finally {
            rest.delete(pipeline.storeSinkName());
        }
    }

    @Test
    void duckDbReadsParquetFieldByField() throws Exception {
        // When
        List<byte[]> objects = stored("formats-parquet", Map.of("format", "parquet", "s3.compression.type", "zstd"));

        // Then
        for (int i = 0; i < 2; i++) {
            Files.write(directory.resolve(i + ".parquet"), objects.get(i));
        }
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, name, price, epoch_ms(\"at\"), \"day\"::VARCHAR, tags::VARCHAR,"
                                + " stock::VARCHAR, place.lat FROM '" + directory + "/*.parquet' ORDER BY id")) {
            for (int i = 0; i < RECORDS; i++) {
                assertThat(rows.next()).isTrue();
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= 8; column++) {
                    row.add(String.valueOf(rows.getObject(column)));
                }
                assertThat(row)
                        .containsExactly(
                                Integer.toString(i),
                                i % 2 == 0 ? "null" : "n" + i,
                                "12.34",
                                "1795264496789",
                                "2026-11-21",
                                "[a, b]",
                                "{Oulu=7}",
                                "65.01");
            }
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void avroReadsItsFilesFieldByField() throws Exception {
        // When
        List<byte[]> objects = stored("formats-avro", Map.of("format", "avro", "s3.compression.type", "gzip"));

        // Then
        List<String> read = new ArrayList<>();
        for (byte[] object : objects) {
            try (DataFileReader<GenericRecord> reader =
                    new DataFileReader<>(new SeekableByteArrayInput(object), new GenericDatumReader<>())) {
                assertThat(reader.getSchema().getFullName()).isEqualTo("shop.Order");
                reader.forEach(row -> read.add(row.get("id") + " " + row.get("name") + " " + row.get("at") + " "
                        + row.get("day") + " " + row.get("tags") + " " + row.get("stock") + " " + row.get("place")));
            }
        }
        assertThat(read)
                .isEqualTo(IntStream.range(0, RECORDS)
                        .mapToObj(i -> i + " " + (i % 2 == 0 ? "null" : "n" + i)
                                + " 1795264496789 20778 [a, b] {Oulu=7} {\"lat\": 65.01}")
                        .toList());
    }
}
