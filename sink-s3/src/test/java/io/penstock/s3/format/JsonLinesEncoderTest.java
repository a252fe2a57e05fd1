package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesEncoderTest {

    private final Scratch scratch = new Scratch(1024);
    private final JsonLinesEncoder encoder = new JsonLinesEncoder();

    private String encode(@Nullable Schema schema, @Nullable Object value) {
        encoder.encode(new SinkRecord("t", 1, null, null, schema, value, 7), scratch);
        return new String(scratch.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void leavesANullNullWhereTheSchemaHasADefault() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field(
                        "city",
                        SchemaBuilder.string().optional().defaultValue("Oulu").build())
                .field("plain", SchemaBuilder.string().defaultValue("x").build())
                .build();

        // When / Then
        assertThat(encode(schema, new Struct(schema))).isEqualTo("{\"city\":null,\"plain\":\"x\"}\n");
    }

    @Test
    void writesStructsWithAllTypes() {
        // Given
        Schema inner =
                SchemaBuilder.struct().field("x", Schema.OPTIONAL_INT8_SCHEMA).build();
        Schema schema = SchemaBuilder.struct()
                .field("i", Schema.INT32_SCHEMA)
                .field("d", Schema.FLOAT64_SCHEMA)
                .field("s", Schema.STRING_SCHEMA)
                .field("n", Schema.OPTIONAL_STRING_SCHEMA)
                .field("b", Schema.BYTES_SCHEMA)
                .field("dec", Decimal.schema(3))
                .field("date", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("ts", Timestamp.SCHEMA)
                .field("list", SchemaBuilder.array(Schema.BOOLEAN_SCHEMA).build())
                .field("map", SchemaBuilder.map(Schema.STRING_SCHEMA, inner).build())
                .field(
                        "pairs",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .build();
        Struct value = new Struct(schema)
                .put("i", 1)
                .put("d", 1.5)
                .put("s", "\u00e4\"\n")
                .put("b", ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .put("dec", new BigDecimal("12345678901234567890.100"))
                .put("date", new Date(86_400_000L * 20_778))
                .put("time", new Date(45_296_789))
                .put("ts", new Date(1_795_264_496_789L))
                .put("list", List.of(true, false))
                .put("map", Map.of("k", new Struct(inner)))
                .put("pairs", Map.of(4, "four"));

        // When
        String line = encode(schema, value);

        // Then
        assertThat(line)
                .isEqualTo("{\"i\":1,\"d\":1.5,\"s\":\"\u00e4\\\"\\n\",\"n\":null,\"b\":\"AQID\","
                        + "\"dec\":12345678901234567890.100,\"date\":\"2026-11-21\",\"time\":\"12:34:56.789\","
                        + "\"ts\":\"2026-11-21T12:34:56.789Z\",\"list\":[true,false],\"map\":{\"k\":{\"x\":null}},"
                        + "\"pairs\":[[4,\"four\"]]}\n");
    }

    @Test
    void writesSchemalessValues() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        map.put("a", null);
        map.put(1, Arrays.asList(1L, 2.5f, "x", null));
        assertThat(encode(null, map)).isEqualTo("{\"a\":null,\"1\":[1,2.5,\"x\",null]}\n");
        assertThat(encode(null, "text")).isEqualTo("\"text\"\n");
        assertThat(encode(Schema.STRING_SCHEMA, "{}")).isEqualTo("\"{}\"\n");
        assertThat(encode(Schema.BYTES_SCHEMA, new byte[] {1})).isEqualTo("\"AQ==\"\n");
        assertThat(encode(Schema.INT64_SCHEMA, 5L)).isEqualTo("5\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 86_400_000, 360_000_000})
    void refusesATimeBeyondItsDay(long millis) {
        assertThat(encode(Time.SCHEMA, new Date(86_399_999))).isEqualTo("\"23:59:59.999\"\n");
        assertThatThrownBy(() -> encode(Time.SCHEMA, new Date(millis))).hasMessageContaining("not one of a day");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatJsonLacksAndGoesOnCleanly(double number) {
        // When / Then
        assertThatThrownBy(() -> encode(null, Map.of("a", List.of(1, number))))
                .hasMessageContaining("PEN-420")
                .hasMessageContaining("t-1@7");
        assertThat(encode(null, Map.of("b", 2))).isEqualTo("{\"b\":2}\n");
    }

    @Test
    void refusesStrangeClassesAndWrongTypesWithoutShowingTheValue() {
        assertThatThrownBy(() -> encode(null, new AbstractMap.SimpleEntry<>("secret", 1)))
                .hasMessageContaining("SimpleEntry")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> encode(Schema.INT32_SCHEMA, "secret"))
                .hasMessageContaining("PEN-420")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> encode(null, java.util.Collections.singletonMap(null, 1)))
                .hasMessageContaining("PEN-420");
    }

    /** Read by the places of the other, names would change their values. */
    @Test
    void refusesAStructureOfOtherFieldsThanItsRecordSays() {
        Schema said = SchemaBuilder.struct()
                .field("first", Schema.STRING_SCHEMA)
                .field("last", Schema.STRING_SCHEMA)
                .build();
        Schema turned = SchemaBuilder.struct()
                .field("last", Schema.STRING_SCHEMA)
                .field("first", Schema.STRING_SCHEMA)
                .build();
        Schema further = SchemaBuilder.struct()
                .field("first", Schema.STRING_SCHEMA)
                .field("last", Schema.STRING_SCHEMA)
                .field("added", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Schema alike = SchemaBuilder.struct()
                .name("Alike")
                .field("first", Schema.STRING_SCHEMA)
                .field("last", Schema.STRING_SCHEMA)
                .build();

        for (Schema own : List.of(turned, further)) {
            assertThatThrownBy(() ->
                            encode(said, new Struct(own).put("first", "secret").put("last", "b")))
                    .hasMessageContaining("PEN-420")
                    .hasMessageContaining("other fields than the record's schema says")
                    .hasMessageNotContaining("secret");
        }
        assertThat(encode(said, new Struct(alike).put("first", "a").put("last", "b")))
                .isEqualTo("{\"first\":\"a\",\"last\":\"b\"}\n");
    }

    @Test
    void cutsNothingOffAFractionInASchemaOfWholeNumbers() {
        assertThatThrownBy(() -> encode(Schema.INT64_SCHEMA, 1.5))
                .hasMessageContaining("PEN-420")
                .hasMessageContaining("java.lang.Double");
    }

    @Test
    void refusesARecordLargerThanTheScratchArea() {
        assertThatThrownBy(() -> encode(null, "x".repeat(2000)))
                .hasMessageContaining("PEN-421")
                .hasMessageContaining("a quarter of it");
        assertThat(encode(null, "x")).isEqualTo("\"x\"\n");
    }

    @Test
    void writesSchemasThatContainThemselves() {
        SchemaBuilder node = SchemaBuilder.struct().name("Node").optional();
        node.field("id", Schema.INT32_SCHEMA).field("next", node);
        Struct list = new Struct(node).put("id", 1).put("next", new Struct(node).put("id", 2));
        assertThat(encode(node, list)).isEqualTo("{\"id\":1,\"next\":{\"id\":2,\"next\":null}}\n");
    }

    @Test
    void takesAnythingThatARecordsOwnClassesThrowForTheRecordsFault() {
        Object broken = new java.util.AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new UnsupportedOperationException("secret");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        assertThatThrownBy(() -> encode(null, broken))
                .hasMessageContaining("PEN-420")
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesValuesThatHoldThemselves() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        assertThatThrownBy(() -> encode(null, map)).hasMessageContaining("PEN-4");
    }

    private static Object lists(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        return value;
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThat(encode(null, lists(200))).hasSize(402);
        assertThatThrownBy(() -> encode(null, lists(201))).hasMessageContaining("nested deeper than 200 levels");
        assertThatThrownBy(() -> encode(null, lists(100_000))).hasMessageContaining("nested deeper than 200 levels");
        assertThat(encode(null, 1)).isEqualTo("1\n");
    }

    @Test
    void refusesSchemasThatAreNestedTooDeep() {
        Schema schema = Schema.INT32_SCHEMA;
        for (int i = 0; i < 100_000; i++) {
            schema = SchemaBuilder.array(schema);
        }
        Schema deep = schema;
        assertThatThrownBy(() -> encode(deep, List.of())).hasMessageContaining("nested deeper than 200 levels");
    }
}
