package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records whole, in every format that has room for them; read back by the readers of others. */
class EnvelopeTest {

    private static final RowOptions FULL = new RowOptions(Envelope.FULL, false);
    private static final FileFormat JSONL = new FileFormat.JsonLines(Compression.NONE, Envelope.FULL);
    private static final FileFormat AVRO = new FileFormat.Avro(Compression.ZSTD, FULL);
    private static final FileFormat PARQUET =
            new FileFormat.Parquet(Compression.SNAPPY, new ParquetOptions(4 << 20, 1 << 20, true), FULL);

    static Stream<FileFormat> withSchemas() {
        return Stream.of(AVRO, PARQUET);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("withSchemas")
    void refusesAHeaderWithHalfOfASurrogatePair(FileFormat format) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString("h", "a\ud800");
        WrittenFile file = new WrittenFile(format);
        assertThatThrownBy(() -> file.add(record(0, null, null, Schema.STRING_SCHEMA, "v", headers)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("half of a surrogate pair");
    }

    /** As ByteArrayConverter makes it. */
    private static SinkRecord raw(long offset, @Nullable String key, @Nullable String value, String... headers) {
        ConnectHeaders all = new ConnectHeaders();
        for (String header : headers) {
            String[] parts = header.split("=", 2);
            all.add(
                    parts[0],
                    new SchemaAndValue(Schema.OPTIONAL_BYTES_SCHEMA, parts.length == 1 ? null : bytes(parts[1])));
        }
        return record(
                offset, Schema.OPTIONAL_BYTES_SCHEMA, bytes(key), Schema.OPTIONAL_BYTES_SCHEMA, bytes(value), all);
    }

    private static SinkRecord record(
            long offset,
            @Nullable Schema keySchema,
            @Nullable Object key,
            @Nullable Schema valueSchema,
            @Nullable Object value,
            ConnectHeaders headers) {
        return new SinkRecord(
                "orders",
                3,
                keySchema,
                key,
                valueSchema,
                value,
                offset,
                1_795_264_496_789L + offset,
                TimestampType.CREATE_TIME,
                headers);
    }

    private static SinkRecord plain(
            long offset,
            @Nullable Schema keySchema,
            @Nullable Object key,
            @Nullable Schema valueSchema,
            @Nullable Object value) {
        return record(offset, keySchema, key, valueSchema, value, new ConnectHeaders());
    }

    private static List<SinkRecord> everyKind() {
        return List.of(
                raw(0, "k", "v", "h=1", "h=2", "none", "empty="),
                raw(1, null, "{\"json\":1}"),
                raw(2, "k", null),
                raw(3, "", ""),
                new SinkRecord(
                        "orders",
                        3,
                        Schema.OPTIONAL_BYTES_SCHEMA,
                        null,
                        Schema.OPTIONAL_BYTES_SCHEMA,
                        null,
                        4,
                        null,
                        TimestampType.NO_TIMESTAMP_TYPE));
    }

    private static List<GenericRecord> avro(byte[] file) throws IOException {
        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
            List<GenericRecord> records = new ArrayList<>();
            reader.forEach(records::add);
            return records;
        }
    }

    private static List<String> lines(SinkRecord... records) {
        return new String(WrittenFile.of(JSONL, List.of(records)), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void writesLinesThatSayWhatIsBytes() {
        assertThat(lines(everyKind().toArray(new SinkRecord[0])))
                .containsExactly(
                        "{\"topic\":\"orders\",\"partition\":3,\"offset\":0,\"timestamp\":1795264496789,"
                                + "\"timestamp_type\":\"CreateTime\",\"key_encoding\":\"base64\",\"key\":\"aw==\","
                                + "\"headers\":[{\"key\":\"h\",\"value_encoding\":\"base64\",\"value\":\"MQ==\"},"
                                + "{\"key\":\"h\",\"value_encoding\":\"base64\",\"value\":\"Mg==\"},"
                                + "{\"key\":\"none\",\"value\":null},"
                                + "{\"key\":\"empty\",\"value_encoding\":\"base64\",\"value\":\"\"}],"
                                + "\"value_encoding\":\"base64\",\"value\":\"dg==\"}",
                        "{\"topic\":\"orders\",\"partition\":3,\"offset\":1,\"timestamp\":1795264496790,"
                                + "\"timestamp_type\":\"CreateTime\",\"key\":null,\"headers\":[],"
                                + "\"value_encoding\":\"base64\",\"value\":\"eyJqc29uIjoxfQ==\"}",
                        "{\"topic\":\"orders\",\"partition\":3,\"offset\":2,\"timestamp\":1795264496791,"
                                + "\"timestamp_type\":\"CreateTime\",\"key_encoding\":\"base64\",\"key\":\"aw==\","
                                + "\"headers\":[],\"value\":null}",
                        "{\"topic\":\"orders\",\"partition\":3,\"offset\":3,\"timestamp\":1795264496792,"
                                + "\"timestamp_type\":\"CreateTime\",\"key_encoding\":\"base64\",\"key\":\"\","
                                + "\"headers\":[],\"value_encoding\":\"base64\",\"value\":\"\"}",
                        "{\"topic\":\"orders\",\"partition\":3,\"offset\":4,\"timestamp\":null,"
                                + "\"timestamp_type\":\"NoTimestampType\",\"key\":null,\"headers\":[],\"value\":null}");
    }

    @Test
    void writesStructuresIntoLinesAsTheyLookWithoutAnEnvelope() {
        // Given
        Schema schema = SchemaBuilder.struct().field("price", Decimal.schema(2)).build();
        Struct value = new Struct(schema).put("price", new java.math.BigDecimal("9.50"));
        ConnectHeaders headers = new ConnectHeaders();
        headers.addInt("n", 7);

        // When / Then
        assertThat(lines(record(1, Schema.STRING_SCHEMA, "aw==", schema, value, headers)))
                .singleElement()
                .asString()
                .endsWith("\"key\":\"aw==\",\"headers\":[{\"key\":\"n\",\"value\":7}],\"value\":{\"price\":9.50}}");
    }

    @Test
    void namesTheCoordinatesThatTheRecordCameFrom() {
        // Given a record that a transform has moved
        SinkRecord moved = raw(8, null, "v").newRecord("other", 0, null, null, null, null, 1L);

        // When / Then
        assertThat(lines(moved))
                .singleElement()
                .asString()
                .startsWith("{\"topic\":\"orders\",\"partition\":3,\"offset\":8,");
    }

    @Test
    void holdsEveryKindOfRecordInAvro() throws IOException {
        // When
        List<GenericRecord> read = avro(WrittenFile.of(AVRO, everyKind()));

        // Then
        assertThat(read).hasSize(5);
        assertThat(read.get(0).toString())
                .isEqualTo("{\"topic\": \"orders\", \"partition\": 3, \"offset\": 0, \"timestamp\": 1795264496789,"
                        + " \"timestamp_type\": \"CreateTime\", \"key\": \"k\", \"headers\": [{\"key\": \"h\", \"value\":"
                        + " \"1\"}, {\"key\": \"h\", \"value\": \"2\"}, {\"key\": \"none\", \"value\": null},"
                        + " {\"key\": \"empty\", \"value\": \"\"}], \"value\": \"v\"}");
        assertThat(read.get(1).get("key")).isNull();
        assertThat(read.get(2).get("value")).isNull();
        assertThat(read.get(3).get("value")).isEqualTo(ByteBuffer.allocate(0));
        assertThat(read.get(4).get("timestamp")).isNull();
        assertThat(read.get(4).get("timestamp_type")).hasToString("NoTimestampType");
    }

    @Test
    void holdsEveryKindOfRecordInParquet(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.write(directory.resolve("f.parquet"), WrittenFile.of(PARQUET, everyKind()));

        // When
        List<String> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery("SELECT concat_ws('|', topic, partition, \"offset\","
                        + " epoch_ms(\"timestamp\"), timestamp_type, coalesce(decode(key), 'null'), len(headers),"
                        + " array_to_string([h.key || '=' || coalesce(decode(h.value), 'null') for h in headers], ','),"
                        + " coalesce(decode(value), 'null')) FROM '" + file + "' ORDER BY \"offset\"")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }

        // Then
        assertThat(rows)
                .containsExactly(
                        "orders|3|0|1795264496789|CreateTime|k|4|h=1,h=2,none=null,empty=|v",
                        "orders|3|1|1795264496790|CreateTime|null|0|{\"json\":1}",
                        "orders|3|2|1795264496791|CreateTime|k|0|null",
                        "orders|3|3|1795264496792|CreateTime||0|",
                        "orders|3|4|NoTimestampType|null|0|null");
    }

    @ParameterizedTest
    @MethodSource("withSchemas")
    void givesATombstoneThatComesWithoutASchemaAPlaceAmongTheOthers(FileFormat format) {
        // Given values of a schema that takes no null, a default in it, and keys without a schema
        Schema schema = SchemaBuilder.struct()
                .name("shop.Order")
                .field("id", Schema.INT64_SCHEMA)
                .build();
        WrittenFile file = new WrittenFile(format);

        // When / Then: WrittenFile holds all of them to one schema
        file.add(plain(0, null, Map.of("id", 7), schema, new Struct(schema).put("id", 7L)));
        file.add(plain(1, null, Map.of("id", 7), null, null));
        file.add(plain(2, null, null, schema, new Struct(schema).put("id", 8L)));
        assertThat(file.end()).isNotEmpty();
    }

    private static Pattern twice(String word) {
        return Pattern.compile("\\b" + word + "\\b.*\\b" + word + "\\b", Pattern.DOTALL);
    }

    @ParameterizedTest
    @MethodSource("withSchemas")
    void doesNotGuessWhatATombstoneWouldBeBeforeAnyValueHasCome(FileFormat format) {
        // Given
        WrittenFile file = new WrittenFile(format);

        // When / Then
        FileSchema unknown = file.schemaOf(plain(0, Schema.STRING_SCHEMA, "k", null, null));
        FileSchema known = file.schemaOf(plain(1, Schema.STRING_SCHEMA, "k", Schema.INT64_SCHEMA, 7L));
        assertThat(unknown.toString())
                .as("that of headers")
                .containsPattern("value")
                .doesNotContainPattern(twice("value"));
        assertThat(known.toString()).containsPattern(twice("value"));
        assertThat(file.schemaOf(plain(2, Schema.STRING_SCHEMA, "k", null, null)))
                .isEqualTo(known);
        file.add(plain(3, Schema.STRING_SCHEMA, "k", null, null));
        file.end();
    }

    @ParameterizedTest
    @MethodSource("withSchemas")
    void infersSchemasOfKeyAndValueEachForItself(FileFormat format) {
        // Given
        WrittenFile file = new WrittenFile(format);
        FileSchema first = file.schemaOf(plain(0, Schema.STRING_SCHEMA, "k", null, Map.of("id", 1)));
        FileSchema grown = file.schemaOf(plain(1, Schema.STRING_SCHEMA, "k", null, Map.of("name", "n")));

        // When / Then
        assertThat(grown).isNotEqualTo(first);
        file.add(plain(2, Schema.STRING_SCHEMA, "k", null, Map.of("id", 2)));
        file.add(plain(3, Schema.STRING_SCHEMA, "k", null, null));
        assertThat(file.schemaOf(plain(4, Schema.STRING_SCHEMA, "k", null, Map.of("id", 3))))
                .isEqualTo(grown);
        assertThat(file.schemaOf(plain(5, null, Map.of("tenant", 1), null, Map.of("id", 3))))
                .isNotEqualTo(grown);
        file.end();
    }

    @ParameterizedTest
    @MethodSource("withSchemas")
    void learnsNothingFromARecordThatIsRefused(FileFormat format) {
        // Given
        WrittenFile file = new WrittenFile(format);
        SinkRecord good = plain(0, null, Map.of("id", 1), null, Map.of("id", 1));
        FileSchema before = file.schemaOf(good);

        // When
        assertThatThrownBy(() -> file.schemaOf(plain(1, null, Map.of("new", 1), null, Map.of("bad", new Object()))))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-425] the record at orders-3@1 has no form");

        // Then
        assertThat(file.schemaOf(good)).isEqualTo(before);
    }

    @Test
    void writesAHeaderThatAConverterHasParsedAsItWouldBeWrittenBack() throws IOException {
        // Given
        ConnectHeaders headers = new ConnectHeaders();
        headers.addInt("n", 7);
        headers.addString("s", "text");
        headers.addList(
                "l", List.of(1, 2), SchemaBuilder.array(Schema.INT32_SCHEMA).build());

        // When
        List<GenericRecord> read =
                avro(WrittenFile.of(AVRO, List.of(record(0, null, null, Schema.STRING_SCHEMA, "v", headers))));

        // Then
        assertThat(read.get(0).get("headers"))
                .hasToString(
                        "[{\"key\": \"n\", \"value\": \"7\"}, {\"key\": \"s\", \"value\": \"text\"}, {\"key\": \"l\","
                                + " \"value\": \"[1,2]\"}]");
    }
}
