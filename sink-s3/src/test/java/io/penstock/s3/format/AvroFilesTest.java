package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Read back by Avro's own reader. */
class AvroFilesTest {

    private static final FileFormat PLAIN = new FileFormat.Avro(Compression.NONE);

    /** What Avro finds in a file. */
    private record Read(org.apache.avro.Schema schema, String codec, List<Object> values) {

        static Read of(byte[] file) {
            try (DataFileReader<Object> reader =
                    new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
                List<Object> values = new ArrayList<>();
                reader.forEach(values::add);
                return new Read(reader.getSchema(), reader.getMetaString("avro.codec"), values);
            } catch (IOException e) {
                throw new AssertionError("Avro cannot read it", e);
            }
        }

        GenericRecord record(int index) {
            return (GenericRecord) values.get(index);
        }
    }

    private static Read written(@Nullable Schema schema, Object... values) {
        return Read.of(WrittenFile.of(PLAIN, schema, values));
    }

    private static org.apache.avro.Schema notNull(org.apache.avro.Schema union) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "GZIP", "SNAPPY", "ZSTD"})
    void readsBackWithEveryCodecBlockByBlock(Compression codec) {
        // Given records that fill some blocks, and one that is larger than a block
        Random random = new Random(3);
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] noise = new byte[i == 1_500 ? 300_000 : random.nextInt(100)];
            random.nextBytes(noise);
            records.add(WrittenFile.record(Schema.BYTES_SCHEMA, noise, i));
        }

        // When
        Read read = Read.of(WrittenFile.of(new FileFormat.Avro(codec), records));

        // Then
        assertThat(read.values())
                .isEqualTo(records.stream()
                        .map(record -> (Object) ByteBuffer.wrap((byte[]) record.value()))
                        .toList());
    }

    @Test
    void writesAllTypes() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .name("com.acme.Order")
                .field("i8", Schema.INT8_SCHEMA)
                .field("i16", Schema.INT16_SCHEMA)
                .field("i32", Schema.INT32_SCHEMA)
                .field("i64", Schema.INT64_SCHEMA)
                .field("f32", Schema.FLOAT32_SCHEMA)
                .field("f64", Schema.FLOAT64_SCHEMA)
                .field("flag", Schema.BOOLEAN_SCHEMA)
                .field("text", Schema.STRING_SCHEMA)
                .field("bytes", Schema.BYTES_SCHEMA)
                .field("dec", Decimal.schema(3))
                .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("ts", Timestamp.SCHEMA)
                .field(
                        "micros",
                        SchemaBuilder.int64()
                                .name("io.debezium.time.MicroTimestamp")
                                .build())
                .field("list", SchemaBuilder.array(Schema.OPTIONAL_INT64_SCHEMA).build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.FLOAT64_SCHEMA)
                                .build())
                .field(
                        "pairs",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .build();
        Struct value = new Struct(schema)
                .put("i8", (byte) -8)
                .put("i16", (short) 300)
                .put("i32", Integer.MIN_VALUE)
                .put("i64", Long.MAX_VALUE)
                .put("f32", 1.5f)
                .put("f64", Double.NaN)
                .put("flag", true)
                .put("text", "\u00e4\ud83d\ude80")
                .put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .put("dec", new BigDecimal("-12345678901234567890.100"))
                .put("date", new Date(86_400_000L * 20_778))
                .put("time", new Date(45_296_789))
                .put("ts", new Date(1_795_264_496_789L))
                .put("micros", 1_795_264_496_789_123L)
                .put("list", Arrays.asList(1L, null, -1L))
                .put("map", Map.of("k", 2.5))
                .put("pairs", Map.of(4, "four"));

        // When
        Read read = written(schema, value);

        // Then
        GenericRecord record = read.record(0);
        assertThat(read.schema().getFullName()).isEqualTo("com.acme.Order");
        assertThat(record.get("i8")).isEqualTo(-8);
        assertThat(record.get("i16")).isEqualTo(300);
        assertThat(record.get("i32")).isEqualTo(Integer.MIN_VALUE);
        assertThat(record.get("i64")).isEqualTo(Long.MAX_VALUE);
        assertThat(record.get("f32")).isEqualTo(1.5f);
        assertThat(record.get("f64")).isEqualTo(Double.NaN);
        assertThat(record.get("flag")).isEqualTo(true);
        assertThat(record.get("text")).hasToString("\u00e4\ud83d\ude80");
        assertThat(record.get("bytes")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(new BigDecimal(new BigInteger(((ByteBuffer) record.get("dec")).array()), 3))
                .isEqualTo(new BigDecimal("-12345678901234567890.100"));
        assertThat(record.get("date")).isEqualTo(20_778);
        assertThat(record.get("time")).isEqualTo(45_296_789);
        assertThat(record.get("ts")).isEqualTo(1_795_264_496_789L);
        assertThat(record.get("micros")).isEqualTo(1_795_264_496_789_123L);
        assertThat(record.get("list")).isEqualTo(Arrays.asList(1L, null, -1L));
        assertThat(record.get("map")).isEqualTo(Map.of(new Utf8("k"), 2.5));
        assertThat(record.get("pairs")).hasToString("[{\"key\": 4, \"value\": \"four\"}]");
        assertThat(logical(read, "dec")).isEqualTo(LogicalTypes.decimal(64, 3));
        assertThat(logical(read, "date")).isEqualTo(LogicalTypes.date());
        assertThat(logical(read, "time")).isEqualTo(LogicalTypes.timeMillis());
        assertThat(logical(read, "ts")).isEqualTo(LogicalTypes.timestampMillis());
        assertThat(logical(read, "micros")).isEqualTo(LogicalTypes.localTimestampMicros());
    }

    private static @Nullable Object logical(Read read, String field) {
        return LogicalTypes.fromSchema(read.schema().getField(field).schema());
    }

    @Test
    void writesOptionalFieldsAndDefaults() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("absent", Schema.OPTIONAL_STRING_SCHEMA)
                .field("present", Schema.OPTIONAL_STRING_SCHEMA)
                .field(
                        "fallback",
                        SchemaBuilder.int32().optional().defaultValue(7).build())
                .field("plain", SchemaBuilder.string().defaultValue("a\"b").build())
                .field(
                        "raw",
                        SchemaBuilder.bytes().defaultValue(new byte[] {0, -1}).build())
                .build();

        // When
        Read read = written(schema, new Struct(schema).put("present", "x"));

        // Then
        GenericRecord record = read.record(0);
        assertThat(record.get("absent")).isNull();
        assertThat(record.get("present")).hasToString("x");
        assertThat(record.get("fallback")).isNull(); // and not the default
        assertThat(record.get("plain")).hasToString("a\"b");
        assertThat(record.get("raw")).isEqualTo(ByteBuffer.wrap(new byte[] {0, -1}));
        assertThat(read.schema().getField("absent").schema()).hasToString("[\"null\",\"string\"]");
        assertThat(read.schema().getField("fallback").schema()).hasToString("[\"int\",\"null\"]");
        assertThat(read.schema().getField("fallback").defaultVal()).isEqualTo(7);
        assertThat(read.schema().getField("plain").defaultVal()).isEqualTo("a\"b");
    }

    @Test
    void makesNamesLegalAndKeepsThemApart() {
        // Given
        Schema one = SchemaBuilder.struct()
                .name("a-b.1x")
                .field("v", Schema.INT32_SCHEMA)
                .build();
        Schema other = SchemaBuilder.struct()
                .name("a_b._1x")
                .field("w", Schema.INT32_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("order-id", Schema.INT32_SCHEMA)
                .field("order id", Schema.INT32_SCHEMA)
                .field("order_id", Schema.INT32_SCHEMA)
                .field("1st", one)
                .field("2nd", one)
                .field("third", other)
                .build();
        Struct value = new Struct(schema)
                .put("order-id", 1)
                .put("order id", 2)
                .put("order_id", 3)
                .put("1st", new Struct(one).put("v", 4))
                .put("2nd", new Struct(one).put("v", 5))
                .put("third", new Struct(other).put("w", 6));

        // When
        Read read = written(schema, value);

        // Then
        assertThat(read.record(0))
                .hasToString("{\"order_id_2\": 1, \"order_id_3\": 2, \"order_id\": 3, \"_1st\": {\"v\": 4},"
                        + " \"_2nd\": {\"v\": 5}, \"third\": {\"w\": 6}}");
        assertThat(read.schema().getField("order_id_2").getProp("connect.name")).isEqualTo("order-id");
        assertThat(read.schema().getField("_2nd").schema().getFullName()).isEqualTo("a_b._1x");
        assertThat(read.schema().getField("third").schema().getFullName()).isEqualTo("a_b._1x_2");
    }

    @Test
    void callsNoRecordLikeAPrimitive() {
        Schema schema = SchemaBuilder.struct()
                .name("string")
                .field("v", Schema.INT32_SCHEMA)
                .build();

        assertThat(written(schema, new Struct(schema).put("v", 1)).schema().getFullName())
                .isEqualTo("string_");
    }

    @Test
    void writesDebeziumsEnvelopesWhoseBeforeAndAfterShareOneRecord() {
        // Given
        Schema row = SchemaBuilder.struct()
                .name("db.orders.Value")
                .optional()
                .field("id", Schema.INT32_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct()
                .name("db.orders.Envelope")
                .version(1)
                .field("before", row)
                .field("after", row)
                .field("op", Schema.STRING_SCHEMA)
                .build();

        // When
        Read read = written(
                schema,
                new Struct(schema).put("after", new Struct(row).put("id", 1)).put("op", "c"),
                new Struct(schema).put("before", new Struct(row).put("id", 1)).put("op", "d"));

        // Then
        assertThat(read.values().toString())
                .isEqualTo("[{\"before\": null, \"after\": {\"id\": 1}, \"op\": \"c\"},"
                        + " {\"before\": {\"id\": 1}, \"after\": null, \"op\": \"d\"}]");
    }

    @Test
    void writesStructuresThatStandForUnionsAsUnions() {
        // Given
        Schema cat = SchemaBuilder.struct()
                .name("Cat")
                .optional()
                .field("lives", Schema.INT32_SCHEMA)
                .build();
        Schema pet = SchemaBuilder.struct()
                .name("io.confluent.connect.avro.Union")
                .optional()
                .field("string", Schema.OPTIONAL_STRING_SCHEMA)
                .field("Cat", cat)
                .build();
        Schema schema = SchemaBuilder.struct().field("pet", pet).build();

        // When
        Read read = written(
                schema,
                new Struct(schema).put("pet", new Struct(pet).put("string", "dog")),
                new Struct(schema).put("pet", new Struct(pet).put("Cat", new Struct(cat).put("lives", 9))),
                new Struct(schema));

        // Then
        assertThat(read.schema().getField("pet").schema().getTypes())
                .extracting(org.apache.avro.Schema::getName)
                .containsExactly("null", "string", "Cat");
        assertThat(read.record(0).get("pet")).hasToString("dog");
        assertThat(read.record(1).get("pet")).hasToString("{\"lives\": 9}");
        assertThat(read.record(2).get("pet")).isNull();
    }

    @Test
    void leavesUnionsThatAvroCannotTellApartAsRecords() {
        // Given
        Schema choice = SchemaBuilder.struct()
                .name("io.confluent.connect.protobuf.Union.choice")
                .field("name", Schema.OPTIONAL_STRING_SCHEMA)
                .field("title", Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        // When / Then
        assertThat(written(choice, new Struct(choice).put("title", "x")).record(0))
                .hasToString("{\"name\": null, \"title\": \"x\"}");
    }

    @Test
    void infersOneSchemaOfTheFieldsThatComeAndGo() {
        // Given
        WrittenFile file = new WrittenFile(PLAIN);
        Map<String, Object> full = new LinkedHashMap<>();
        full.put("id", 1);
        full.put("price", 2.5);
        full.put("tags", List.of("a"));
        full.put("at", Map.of("city", "Oulu", "deep", List.of(Map.of("x", true))));
        file.schemaOf(WrittenFile.record(null, Map.of("id", 9L), 0));
        FileSchema grown = file.schemaOf(WrittenFile.record(null, full, 1));

        // When
        Map<String, Object> nulls = new LinkedHashMap<>(Map.of("id", 2L, "price", 3, "tags", List.of()));
        nulls.put("never", null);
        file.add(WrittenFile.record(null, nulls, 2));
        file.add(WrittenFile.record(null, full, 3));
        file.add(WrittenFile.record(null, Map.of(), 4));

        // Then
        Read read = Read.of(file.end());
        assertThat(read.schema()).isEqualTo(new org.apache.avro.Schema.Parser().parse(grown.toString()));
        assertThat(read.values().toString())
                .isEqualTo("[{\"at\": null, \"id\": 2, \"price\": 3.0, \"tags\": []},"
                        + " {\"at\": {\"city\": \"Oulu\", \"deep\": [{\"x\": true}]}, \"id\": 1, \"price\": 2.5,"
                        + " \"tags\": [\"a\"]}, {\"at\": null, \"id\": null, \"price\": null, \"tags\": null}]");
        assertThat(notNull(read.schema().getField("id").schema()).getType())
                .isEqualTo(org.apache.avro.Schema.Type.LONG);
    }

    @Test
    void keepsValuesThatContradictEachOtherInSchemasOfTheirOwn() {
        // Given
        WrittenFile file = new WrittenFile(PLAIN);
        SinkRecord number = WrittenFile.record(null, Map.of("v", 1), 0);
        SinkRecord text = WrittenFile.record(null, Map.of("v", "one"), 1);

        // When
        FileSchema numbers = file.schemaOf(number);
        FileSchema texts = file.schemaOf(text);

        // Then
        assertThat(numbers).isNotEqualTo(texts);
        assertThat(file.schemaOf(number)).isEqualTo(numbers);
        assertThat(file.schemaOf(text)).isEqualTo(texts);
    }

    @Test
    void refusesARecordHalfWayAndLeavesNoTraceOfIt() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("text", Schema.STRING_SCHEMA)
                .field("dec", Decimal.schema(2))
                .build();
        WrittenFile file = new WrittenFile(PLAIN);
        Struct good = new Struct(schema).put("text", "good").put("dec", new BigDecimal("1.50"));
        Struct poison = new Struct(schema).put("text", "secret").put("dec", new BigDecimal("1.234"));
        file.add(WrittenFile.record(schema, good, 0));

        // When / Then
        assertThatThrownBy(() -> file.add(WrittenFile.record(schema, poison, 1)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("t-1@1")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("1.234");
        file.add(WrittenFile.record(schema, good, 2));
        assertThat(Read.of(file.end()).values()).hasSize(2);
    }

    /** Written as longs where readers expect ints, they would spoil the whole block. */
    @Test
    void refusesADateOrATimestampOfNanosecondsAndReadsItsNeighbours() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .build();
        WrittenFile file = new WrittenFile(PLAIN);
        Struct good =
                new Struct(schema).put("day", new Date(86_400_000L * 20_778)).put("at", new Date(1_795_264_496_789L));
        file.add(WrittenFile.record(schema, good, 0));

        // When / Then
        for (String field : List.of("day", "at")) {
            Struct poison = new Struct(schema).put("day", good.get("day")).put("at", good.get("at"));
            poison.put(field, new Date(1_795_264_496_789_123_456L));
            assertThatThrownBy(() -> file.add(WrittenFile.record(schema, poison, 1)))
                    .hasMessageContaining("PEN-425")
                    .hasMessageContaining("beyond the years");
        }
        file.add(WrittenFile.record(schema, good, 2));
        assertThat(Read.of(file.end()).values())
                .hasSize(2)
                .allSatisfy(
                        value -> assertThat(((GenericRecord) value).get("day")).isEqualTo(20_778));
    }

    @Test
    void leavesDefaultsOutThatTheirTypesCannotHold() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field(
                        "day",
                        org.apache.kafka.connect.data.Date.builder()
                                .defaultValue(new Date(1_795_264_496_789_123_456L))
                                .build())
                .field(
                        "price",
                        Decimal.builder(2)
                                .optional()
                                .defaultValue(new BigDecimal("1.5"))
                                .build())
                .field(
                        "exact",
                        Decimal.builder(2).defaultValue(new BigDecimal("1.505")).build())
                .build();
        Struct value = new Struct(schema)
                .put("day", new Date(0))
                .put("price", BigDecimal.ONE)
                .put("exact", BigDecimal.ONE);

        // When
        Read read = written(schema, value);

        // Then
        assertThat(read.schema().getField("day").hasDefaultValue()).isFalse();
        assertThat(read.schema().getField("price").defaultVal()).isEqualTo(new byte[] {0, (byte) 150});
        assertThat(read.schema().getField("exact").hasDefaultValue()).isFalse();
    }

    /** Every map of Confluent's Protobuf converter is so. */
    @Test
    void writesMapsWhoseKeysMayBeNullAsMapsAndRefusesANullAlone() {
        // Given
        Schema labels = SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, Schema.INT32_SCHEMA)
                .build();
        Map<@Nullable String, Integer> holed = new HashMap<>(Map.of("a", 1));
        holed.put(null, 2);
        WrittenFile file = new WrittenFile(PLAIN);

        // When
        file.add(WrittenFile.record(labels, Map.of("a", 1), 0));
        assertThatThrownBy(() -> file.add(WrittenFile.record(labels, holed, 1)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("null key");
        file.add(WrittenFile.record(labels, Map.of(), 2));

        // Then
        Read read = Read.of(file.end());
        assertThat(read.schema().getType()).isEqualTo(org.apache.avro.Schema.Type.MAP);
        assertThat(read.values()).hasSize(2);
        assertThat(read.values().get(0)).hasToString("{a=1}");
    }

    @Test
    void refusesANumberThatIsLargerThanItsSchema() {
        assertThatThrownBy(() -> written(Schema.INT32_SCHEMA, 1L << 40)).hasMessageContaining("PEN-425");
    }

    @Test
    void refusesValuesThatAreNotOfTheirSchema() {
        Schema said = SchemaBuilder.struct()
                .field("first", Schema.STRING_SCHEMA)
                .field("last", Schema.STRING_SCHEMA)
                .build();
        Schema turned = SchemaBuilder.struct()
                .field("last", Schema.STRING_SCHEMA)
                .field("first", Schema.STRING_SCHEMA)
                .build();
        Struct value = new Struct(turned).put("first", "a").put("last", "b");
        List<FileFormat> all = List.of(
                PLAIN,
                new FileFormat.Avro(Compression.NONE, new RowOptions(Envelope.NONE, true)),
                new FileFormat.Avro(Compression.NONE, new RowOptions(Envelope.FULL, false)),
                new FileFormat.Parquet(Compression.NONE, new ParquetOptions(4 << 20, 1 << 20, true)));

        for (FileFormat format : all) {
            assertThatThrownBy(() -> WrittenFile.of(format, said, value))
                    .hasMessageContaining("PEN-425")
                    .hasMessageContaining("other fields than the record's schema says");
            for (Schema whole : List.of(Schema.INT32_SCHEMA, Schema.INT64_SCHEMA)) {
                assertThatThrownBy(() -> WrittenFile.of(format, whole, 1.5))
                        .hasMessageContaining("PEN-425")
                        .hasMessageContaining("java.lang.Double");
            }
        }
    }

    @Test
    void refusesWhatHasNoFormWithoutShowingIt() {
        WrittenFile file = new WrittenFile(PLAIN);
        assertThatThrownBy(() -> file.add(WrittenFile.record(Schema.INT32_SCHEMA, "secret", 0)))
                .hasMessageContaining("PEN-425")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> file.add(WrittenFile.record(null, Map.of(1, "secret"), 0)))
                .hasMessageContaining("not a text")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> file.add(WrittenFile.record(null, List.of(1, "secret"), 0)))
                .hasMessageContaining("several types");
        assertThatThrownBy(() -> file.add(WrittenFile.record(null, Map.of("v", new BigDecimal("1E50000000")), 0)))
                .hasMessageContaining("exponent");
    }

    @Test
    void writesTheSameBytesOfTheSameRecords() {
        List<SinkRecord> records = List.of(
                WrittenFile.record(Schema.STRING_SCHEMA, "a", 5), WrittenFile.record(Schema.STRING_SCHEMA, "b", 6));
        List<SinkRecord> later = List.of(
                WrittenFile.record(Schema.STRING_SCHEMA, "a", 7), WrittenFile.record(Schema.STRING_SCHEMA, "b", 8));

        byte[] once = WrittenFile.of(PLAIN, records);

        assertThat(WrittenFile.of(PLAIN, records)).isEqualTo(once);
        assertThat(WrittenFile.of(PLAIN, later)).as("another marker").isNotEqualTo(once);
    }
}
