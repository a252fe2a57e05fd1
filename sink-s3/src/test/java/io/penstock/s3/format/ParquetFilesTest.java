package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.testkit.junit.LogLines;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Read back by DuckDB, which has a Parquet reader of its own. */
class ParquetFilesTest {

    private static final ParquetOptions OPTIONS = new ParquetOptions(4 << 20, 1 << 20, true);
    private static final FileFormat PLAIN = new FileFormat.Parquet(Compression.NONE, OPTIONS);

    @TempDir
    Path directory;

    private Connection duck;

    @BeforeEach
    void open() throws SQLException {
        duck = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void close() throws SQLException {
        duck.close();
    }

    /** Each row as the texts of its columns; {@code FILE} in the query stands for the file. */
    private List<List<@Nullable String>> query(byte[] file, String sql) throws SQLException, IOException {
        Path path = Files.write(directory.resolve("file.parquet"), file);
        try (Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("FILE", "'" + path + "'"))) {
            List<List<@Nullable String>> all = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    Object value = rows.getObject(i);
                    row.add(value == null ? null : value.toString());
                }
                all.add(row);
            }
            return all;
        }
    }

    private List<@Nullable String> single(byte[] file, String columns) throws SQLException, IOException {
        return query(file, "SELECT " + columns + " FROM FILE").get(0);
    }

    @Test
    void needsNoHadoop() {
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.conf.Configuration"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void writesAllTypes() throws Exception {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("i8", Schema.INT8_SCHEMA)
                .field("i16", Schema.INT16_SCHEMA)
                .field("i32", Schema.INT32_SCHEMA)
                .field("i64", Schema.INT64_SCHEMA)
                .field("f32", Schema.FLOAT32_SCHEMA)
                .field("f64", Schema.FLOAT64_SCHEMA)
                .field("flag", Schema.BOOLEAN_SCHEMA)
                .field("text", Schema.STRING_SCHEMA)
                .field("bytes", Schema.BYTES_SCHEMA)
                .field("small", decimal(9, 2))
                .field("middle", decimal(18, 4))
                .field("large", Decimal.schema(3))
                .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("ts", Timestamp.SCHEMA)
                .field(
                        "micros",
                        SchemaBuilder.int64()
                                .name("io.debezium.time.MicroTimestamp")
                                .build())
                .build();
        Struct value = new Struct(schema)
                .put("i8", (byte) -8)
                .put("i16", (short) 300)
                .put("i32", Integer.MIN_VALUE)
                .put("i64", Long.MAX_VALUE)
                .put("f32", 1.5f)
                .put("f64", -2.5e300)
                .put("flag", true)
                .put("text", "\u00e4\ud83d\ude80")
                .put("bytes", ByteBuffer.wrap(new byte[] {1, 0, -1}))
                .put("small", new BigDecimal("-1234567.89"))
                .put("middle", new BigDecimal("12345678901234.5678"))
                .put("large", new BigDecimal("-12345678901234567890.1"))
                .put("date", new Date(86_400_000L * 20_778))
                .put("time", new Date(45_296_789))
                .put("ts", new Date(1_795_264_496_789L))
                .put("micros", 1_795_264_496_789_123L);

        // When
        byte[] file = WrittenFile.of(PLAIN, schema, value);

        // Then
        assertThat(single(file, "i8, i16, i32, i64, f32, f64, flag, text, hex(bytes)"))
                .containsExactly(
                        "-8",
                        "300",
                        Integer.toString(Integer.MIN_VALUE),
                        Long.toString(Long.MAX_VALUE),
                        "1.5",
                        "-2.5E300",
                        "true",
                        "\u00e4\ud83d\ude80",
                        "0100FF");
        assertThat(single(file, "small, middle, large, date::VARCHAR, time::VARCHAR, epoch_ms(ts), micros::VARCHAR"))
                .containsExactly(
                        "-1234567.89",
                        "12345678901234.5678",
                        "-12345678901234567890.100",
                        "2026-11-21",
                        "12:34:56.789",
                        "1795264496789",
                        "2026-11-21 12:34:56.789123");
        assertThat(query(file, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM FILE)").stream()
                        .map(row -> row.get(0) + " " + row.get(1)))
                .containsExactly(
                        "i8 TINYINT",
                        "i16 SMALLINT",
                        "i32 INTEGER",
                        "i64 BIGINT",
                        "f32 FLOAT",
                        "f64 DOUBLE",
                        "flag BOOLEAN",
                        "text VARCHAR",
                        "bytes BLOB",
                        "small DECIMAL(9,2)",
                        "middle DECIMAL(18,4)",
                        "large DECIMAL(38,3)",
                        "date DATE",
                        "time TIME",
                        "ts TIMESTAMP WITH TIME ZONE",
                        "micros TIMESTAMP");
    }

    /** DuckDB makes doubles of longer decimals, and other numbers of those of 17 bytes and more; Spark and Trino take none. */
    @ParameterizedTest
    @ValueSource(ints = {39, 50, 64, 76, 78, 1_000})
    void writesDecimalsOfMoreDigitsThanReadersTakeAsTexts(int precision) throws Exception {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("large", decimal(precision, 2))
                .field("fine", Decimal.schema(precision))
                .build();
        String digits = "9".repeat(precision - 2);
        Struct value = new Struct(schema)
                .put("large", new BigDecimal("-" + digits + ".5"))
                .put("fine", new BigDecimal("1E-" + precision));

        // When
        byte[] file = WrittenFile.of(
                PLAIN,
                schema,
                value,
                new Struct(schema).put("large", new BigDecimal("12345.67")).put("fine", BigDecimal.ZERO));

        // Then
        assertThat(
                        query(
                                file,
                                "SELECT large, typeof(large), fine::DOUBLE, TRY_CAST(large AS DECIMAL(38,2)) = 12345.67 FROM FILE OFFSET 1"))
                .containsExactly(List.of("12345.67", "VARCHAR", "0.0", "true"));
        assertThat(single(file, "large, fine"))
                .containsExactly("-" + digits + ".50", "0." + "0".repeat(precision - 1) + "1");
    }

    private static Schema decimal(int precision, int scale) {
        return Decimal.builder(scale)
                .parameter("connect.decimal.precision", Integer.toString(precision))
                .build();
    }

    @Test
    void writesNestedOptionalListsAndMaps() throws Exception {
        // Given
        Schema inner = SchemaBuilder.struct()
                .optional()
                .field("x", Schema.OPTIONAL_INT32_SCHEMA)
                .field(
                        "tags",
                        SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA)
                                .optional()
                                .build())
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("one", inner)
                .field("many", SchemaBuilder.array(inner).build())
                .field(
                        "map",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, inner)
                                .optional()
                                .build())
                .field(
                        "numbers",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.OPTIONAL_INT64_SCHEMA)
                                .build())
                .build();
        Struct full = new Struct(inner).put("x", 1).put("tags", Arrays.asList("a", null));
        Struct hollow = new Struct(inner).put("tags", List.of());
        Map<Integer, @Nullable Long> numbers = new TreeMap<>();
        numbers.put(4, 44L);
        numbers.put(5, null);

        // When
        byte[] file = WrittenFile.of(
                PLAIN,
                schema,
                new Struct(schema)
                        .put("one", full)
                        .put("many", Arrays.asList(full, null, hollow, new Struct(inner)))
                        .put("map", Map.of("k", hollow))
                        .put("numbers", numbers),
                new Struct(schema).put("many", List.of()).put("numbers", Map.of()));

        // Then
        assertThat(query(file, "SELECT one::VARCHAR, many::VARCHAR, map::VARCHAR, numbers::VARCHAR FROM FILE"))
                .containsExactly(
                        List.of(
                                "{'x': 1, 'tags': [a, NULL]}",
                                "[{'x': 1, 'tags': [a, NULL]}, NULL, {'x': NULL, 'tags': []}, {'x': NULL, 'tags': NULL}]",
                                "{k={'x': NULL, 'tags': []}}",
                                "{4=44, 5=NULL}"),
                        Arrays.asList(null, "[]", null, "{}"));
    }

    /** What DuckDB shows of a value. */
    private static String shown(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Struct struct) {
            return struct.schema().fields().stream()
                    .map(field -> "'" + field.name() + "': " + shown(struct.get(field)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(ParquetFilesTest::shown).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> shown(entry.getKey()) + "=" + shown(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value.toString();
    }

    private static Schema randomSchema(Random random, int depth) {
        boolean optional = random.nextBoolean();
        int kind = depth == 0 ? 0 : random.nextInt(4);
        SchemaBuilder builder = switch (kind) {
            case 1 -> SchemaBuilder.array(randomSchema(random, depth - 1));
            case 2 -> SchemaBuilder.map(Schema.INT64_SCHEMA, randomSchema(random, depth - 1));
            case 3 -> {
                SchemaBuilder struct = SchemaBuilder.struct();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    struct.field("f" + i, randomSchema(random, depth - 1));
                }
                yield struct;
            }
            default -> random.nextBoolean() ? SchemaBuilder.int32() : SchemaBuilder.string();
        };
        return optional ? builder.optional().build() : builder.build();
    }

    private static @Nullable Object randomValue(Random random, Schema schema) {
        if (schema.isOptional() && random.nextInt(3) == 0) {
            return null;
        }
        return switch (schema.type()) {
            case INT32 -> random.nextInt(100);
            case STRING -> "s" + random.nextInt(5);
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                int size = random.nextInt(4);
                for (int i = 0; i < size; i++) {
                    list.add(randomValue(random, schema.valueSchema()));
                }
                yield list;
            }
            case MAP -> {
                Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                int size = random.nextInt(3);
                for (long i = 0; i < size; i++) {
                    map.put(i, randomValue(random, schema.valueSchema()));
                }
                yield map;
            }
            default -> {
                Struct struct = new Struct(schema);
                for (Field field : schema.fields()) {
                    struct.put(field, randomValue(random, field.schema()));
                }
                yield struct;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void readsBackWhateverNestsInWhatever(long seed) throws Exception {
        // Given
        Random random = new Random(seed);
        SchemaBuilder builder = SchemaBuilder.struct();
        for (int i = 0; i < 6; i++) {
            builder.field("c" + i, randomSchema(random, 4));
        }
        Schema schema = builder.build();
        List<Object> values = IntStream.range(0, 200)
                .mapToObj(i -> java.util.Objects.requireNonNull(randomValue(random, schema)))
                .toList();

        // When
        byte[] file = WrittenFile.of(PLAIN, schema, values.toArray());

        // Then
        String columns = IntStream.range(0, 6)
                .mapToObj(i -> "coalesce(c" + i + "::VARCHAR, 'NULL')")
                .collect(Collectors.joining(", "));
        assertThat(query(file, "SELECT " + columns + " FROM FILE"))
                .isEqualTo(values.stream()
                        .map(value -> schema.fields().stream()
                                .map(field -> shown(((Struct) value).get(field)))
                                .toList())
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void readsBackWithEveryCodecInSeveralRowGroupsWithStatistics(Compression codec) throws Exception {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("kind", Schema.STRING_SCHEMA)
                .field("noise", Schema.OPTIONAL_BYTES_SCHEMA)
                .build();
        Random random = new Random(3);
        List<SinkRecord> records = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            Struct value = new Struct(schema).put("id", (long) i).put("kind", "kind-" + i % 7);
            records.add(WrittenFile.record(schema, i % 3 == 0 ? value : value.put("noise", noise), i));
        }

        // When
        byte[] file =
                WrittenFile.of(new FileFormat.Parquet(codec, new ParquetOptions(512 << 10, 64 << 10, true)), records);

        // Then
        assertThat(query(file, "SELECT count(*), sum(id), count(DISTINCT kind), count(noise) FROM FILE"))
                .containsExactly(List.of("20000", "199990000", "7", "13333"));
        assertThat(query(file, "SELECT hex(noise) FROM FILE WHERE id = 19999"))
                .containsExactly(List.of(
                        java.util.HexFormat.of().withUpperCase().formatHex((byte[])
                                ((Struct) records.get(19_999).value()).get("noise"))));
        String name = codec == Compression.LZ4 ? "LZ4_RAW" : codec == Compression.NONE ? "UNCOMPRESSED" : codec.name();
        List<List<@Nullable String>> chunks = query(
                file,
                "SELECT row_group_id, compression, stats_min_value, stats_max_value, stats_null_count FROM"
                        + " parquet_metadata(FILE) WHERE path_in_schema = 'id'");
        assertThat(chunks)
                .hasSize(3)
                .allSatisfy(chunk -> assertThat(chunk.get(1)).isEqualTo(name));
        assertThat(chunks.get(0).get(2)).isEqualTo("0");
        assertThat(chunks.get(chunks.size() - 1).get(3)).isEqualTo("19999");
        assertThat(query(file, "SELECT DISTINCT encodings FROM parquet_metadata(FILE) WHERE path_in_schema = 'kind'")
                        .toString())
                .contains("DICTIONARY");
    }

    @Test
    void infersSchemasAndMakesSingleValuesAColumn() throws Exception {
        assertThat(single(
                        WrittenFile.of(
                                PLAIN, null, Map.of("a", 1, "b", List.of(Map.of("c", 2.5)), "nothing", Map.of())),
                        "a, b::VARCHAR"))
                .containsExactly("1", "[{'c': 2.5}]");
        assertThat(single(WrittenFile.of(PLAIN, Schema.STRING_SCHEMA, "x"), "value"))
                .containsExactly("x");
    }

    @Test
    void refusesARecordHalfWayAndLeavesNoTraceOfIt() throws Exception {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("text", Schema.STRING_SCHEMA)
                .field("dec", decimal(5, 2))
                .build();
        WrittenFile file = new WrittenFile(PLAIN);
        Struct good = new Struct(schema).put("text", "good").put("dec", new BigDecimal("1.50"));
        Struct poison = new Struct(schema).put("text", "secret").put("dec", new BigDecimal("123456.00"));
        file.add(WrittenFile.record(schema, good, 0));

        // When / Then
        assertThatThrownBy(() -> file.add(WrittenFile.record(schema, poison, 1)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("t-1@1")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("123456");
        file.add(WrittenFile.record(schema, good, 2));
        assertThat(query(file.end(), "SELECT count(*), min(text) FROM FILE")).containsExactly(List.of("2", "good"));
    }

    @Test
    void refusesADateOrATimestampThatReadersFailAt() throws Exception {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("moment", Timestamp.SCHEMA)
                .build();
        WrittenFile file = new WrittenFile(PLAIN);
        Struct good = new Struct(schema)
                .put("day", new Date(86_400_000L * 20_778))
                .put("moment", new Date(1_795_264_496_789L));
        file.add(WrittenFile.record(schema, good, 0));

        // When / Then
        for (String field : List.of("day", "moment")) {
            Struct poison = new Struct(schema).put("day", good.get("day")).put("moment", good.get("moment"));
            poison.put(field, new Date(1_795_264_496_789_123_456L));
            assertThatThrownBy(() -> file.add(WrittenFile.record(schema, poison, 1)))
                    .hasMessageContaining("PEN-425")
                    .hasMessageContaining("beyond the years");
        }
        file.add(WrittenFile.record(schema, good, 2));
        assertThat(query(file.end(), "SELECT day::VARCHAR, epoch_ms(moment) FROM FILE"))
                .containsExactly(List.of("2026-11-21", "1795264496789"), List.of("2026-11-21", "1795264496789"));
    }

    @Test
    void refusesANumberThatIsLargerThanItsSchema() {
        assertThatThrownBy(() -> WrittenFile.of(PLAIN, Schema.INT32_SCHEMA, 1L << 40))
                .hasMessageContaining("PEN-425");
    }

    /** Every map of Confluent's Protobuf converter is so. */
    @Test
    void takesMapsWhoseKeysMayBeNullAndRefusesANullAlone() throws Exception {
        // Given
        Schema labels = SchemaBuilder.map(Schema.OPTIONAL_STRING_SCHEMA, Schema.OPTIONAL_STRING_SCHEMA)
                .optional()
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("labels", labels)
                .build();
        Map<@Nullable String, String> holed = new HashMap<>(Map.of("a", "secret"));
        holed.put(null, "secret");
        WrittenFile file = new WrittenFile(PLAIN);

        // When
        file.add(WrittenFile.record(schema, new Struct(schema).put("id", 1).put("labels", Map.of("a", "x")), 0));
        assertThatThrownBy(() -> file.add(WrittenFile.record(
                        schema, new Struct(schema).put("id", 2).put("labels", holed), 1)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("null key")
                .hasMessageNotContaining("secret");
        file.add(WrittenFile.record(schema, new Struct(schema).put("id", 3).put("labels", Map.of()), 2));
        file.add(WrittenFile.record(schema, new Struct(schema).put("id", 4), 3));

        // Then
        byte[] bytes = file.end();
        assertThat(query(bytes, "SELECT id, labels FROM FILE"))
                .containsExactly(List.of("1", "{a=x}"), List.of("3", "{}"), Arrays.asList("4", null));
        assertThat(query(bytes, "SELECT column_type FROM (DESCRIBE SELECT labels FROM FILE)"))
                .containsExactly(List.of("MAP(VARCHAR, VARCHAR)"));
    }

    /** A message without fields, as google.protobuf.Empty is in a oneof, is in the schema of all records. */
    @Test
    void leavesStructuresWithoutFieldsOut() throws Exception {
        // Given
        Schema empty = SchemaBuilder.struct().name("Empty").optional().build();
        Schema around = SchemaBuilder.struct().field("inner", empty).optional().build();
        Schema schema = SchemaBuilder.struct()
                .field("first", empty)
                .field("id", Schema.INT32_SCHEMA)
                .field("list", SchemaBuilder.array(empty).optional().build())
                .field("around", around)
                .field("text", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Struct value = new Struct(schema)
                .put("first", new Struct(empty))
                .put("id", 7)
                .put("list", List.of(new Struct(empty)))
                .put("around", new Struct(around))
                .put("text", "x");

        // When
        byte[] file;
        try (LogLines log = LogLines.capture()) {
            file = WrittenFile.of(PLAIN, schema, value, new Struct(schema).put("id", 8));
            assertThat(log.count("leave them out: first, list, inner, around")).isEqualTo(1);
        }

        // Then
        assertThat(query(file, "SELECT * FROM FILE")).containsExactly(List.of("7", "x"), Arrays.asList("8", null));
    }

    @Test
    void refusesAMapOfStructuresWithoutFieldsWhoseKeysWouldBeLost() {
        Schema empty = SchemaBuilder.struct().build();
        Schema map = SchemaBuilder.map(Schema.STRING_SCHEMA, empty).build();

        assertThatThrownBy(() -> WrittenFile.of(PLAIN, map, Map.of("a", new Struct(empty))))
                .hasMessageContaining("without fields");
    }

    @Test
    void refusesSchemasThatParquetLacks() {
        Schema hollow = SchemaBuilder.struct().build();
        assertThatThrownBy(() -> WrittenFile.of(PLAIN, hollow, new Struct(hollow)))
                .hasMessageContaining("no fields");
        SchemaBuilder wide = SchemaBuilder.struct();
        IntStream.range(0, 5_000).forEach(i -> wide.field("column" + i, Schema.OPTIONAL_INT32_SCHEMA));
        Schema schema = wide.build();
        assertThatThrownBy(() -> WrittenFile.of(PLAIN, schema, new Struct(schema)))
                .hasMessageContaining("5000 columns");
    }

    /** Nothing in the text of such a schema is long. */
    @Test
    void refusesASchemaThatUnfoldsWithoutEnd() {
        Schema schema = Schema.STRING_SCHEMA;
        for (int i = 0; i < 40; i++) {
            schema =
                    SchemaBuilder.struct().field("a", schema).field("b", schema).build();
        }
        Schema bomb = schema;

        assertThatThrownBy(() -> WrittenFile.of(PLAIN, bomb, new Struct(bomb)))
                .hasMessageContaining("more than 50000 columns");
    }

    /** Parquet does not quote names in a schema's text. */
    @Test
    void keepsSchemasApartThatOnlyNamesMakeLookTheSame() throws Exception {
        // Given
        Schema two = SchemaBuilder.struct()
                .field("a", Schema.STRING_SCHEMA)
                .field("b", Schema.STRING_SCHEMA)
                .build();
        String name = "a (STRING);\n  required binary b";
        Schema one = SchemaBuilder.struct().field(name, Schema.STRING_SCHEMA).build();
        WrittenFile file = new WrittenFile(PLAIN);

        // When
        FileSchema ofTwo = file.schemaOf(
                WrittenFile.record(two, new Struct(two).put("a", "1").put("b", "2"), 0));
        SinkRecord record = WrittenFile.record(one, new Struct(one).put(name, "3"), 1);

        // Then
        assertThat(file.schemaOf(record)).hasToString(ofTwo.toString()).isNotEqualTo(ofTwo);
        file.add(record);
        assertThat(query(file.end(), "SELECT * FROM FILE")).containsExactly(List.of("3"));
    }

    @Test
    void writesTheSameBytesOfTheSameRecords() {
        List<SinkRecord> records = IntStream.range(0, 1_000)
                .mapToObj(i -> WrittenFile.record(null, Map.of("id", i, "kind", "k" + i % 3), i))
                .toList();

        assertThat(WrittenFile.of(PLAIN, records)).isEqualTo(WrittenFile.of(PLAIN, records));
    }

    @Test
    void leavesANullNullWhereTheSchemaHasADefault() throws SQLException, IOException {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field(
                        "city",
                        SchemaBuilder.string().optional().defaultValue("Oulu").build())
                .field("plain", SchemaBuilder.string().defaultValue("x").build())
                .build();

        // When / Then
        assertThat(query(WrittenFile.of(PLAIN, schema, new Struct(schema)), "SELECT city, plain FROM FILE"))
                .containsExactly(Arrays.asList(null, "x"));
    }

    @Test
    void keepsRoomForTheIndexesOfManySmallPages() {
        // Given
        ParquetOptions options = new ParquetOptions(4 << 20, 4 << 10, false);
        WrittenFile file = new WrittenFile(new FileFormat.Parquet(Compression.NONE, options));
        Random random = new Random(4);

        // When
        for (int row = 0; file.size() < 40 << 20; row++) {
            file.add(WrittenFile.record(Schema.BYTES_SCHEMA, noise(random, 500), row));
        }

        // Then: what is taken at the end is compared with what was kept
        assertThat(file.end()).isNotEmpty();
    }

    /** What is distinct fills dictionaries, what is null costs levels, what is random does not compress, what is large is a page. */
    @ParameterizedTest
    @ValueSource(strings = {"distinct", "nulls", "random", "large", "lists", "repeating"})
    void makesARowGroupInTheMemorySetAsideForIt(String shape) {
        // Given
        SchemaBuilder builder = SchemaBuilder.struct();
        for (int i = 0; i < 10; i++) {
            builder.field(
                    "c" + i,
                    switch (shape) {
                        case "nulls" -> Schema.OPTIONAL_INT32_SCHEMA;
                        case "lists" -> SchemaBuilder.array(Schema.INT32_SCHEMA).build();
                        case "random", "large" -> Schema.BYTES_SCHEMA;
                        default -> Schema.INT64_SCHEMA;
                    });
        }
        Schema schema = builder.build();
        ParquetOptions options = new ParquetOptions(2 << 20, 1 << 20, true);
        for (Compression codec : Compression.values()) {
            MemoryBudget budget = new MemoryBudget(64 << 20);
            ParquetFiles writer = new ParquetFiles(options, codec, RowOptions.VALUES, budget);
            WrittenFile file = new WrittenFile(writer, budget, 1 << 20);
            Random random = new Random(9);
            long number = 0;

            // When
            for (int row = 0; row < 40_000 && file.size() < 6 << 20; row++) {
                Struct value = new Struct(schema);
                for (Field field : schema.fields()) {
                    value.put(
                            field,
                            switch (shape) {
                                case "nulls" -> random.nextInt(10) == 0 ? (Integer) row : null;
                                case "lists" -> List.of(row, row + 1, row + 2);
                                case "random" -> noise(random, random.nextInt(60));
                                case "large" -> noise(random, 100_000);
                                case "distinct" -> number++ * 0x9E3779B97F4A7C15L;
                                default -> 7L;
                            });
                }
                file.add(WrittenFile.record(schema, value, row));
            }
            file.end();

            // Then
            assertThat(writer.allocator().peak())
                    .as(shape + " with " + codec)
                    .isLessThanOrEqualTo(options.workshopBytes() * 3 / 4);
            assertThat(writer.allocator().used()).isZero();
        }
    }

    private static byte[] noise(Random random, int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }
}
