package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void writesStructuresWithTheirLogicalTypes() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("day", Date.SCHEMA)
                .field("time", Time.SCHEMA)
                .field("at", Timestamp.SCHEMA)
                .field("price", Decimal.schema(3))
                .field("raw", Schema.BYTES_SCHEMA)
                .field("days", SchemaBuilder.array(Date.SCHEMA).build())
                .field(
                        "counts",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.FLOAT64_SCHEMA)
                                .build())
                .field("none", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        java.util.Date day = new java.util.Date(86_400_000L);
        Struct value = new Struct(schema)
                .put("day", day)
                .put("time", new java.util.Date(3_600_000L))
                .put("at", day)
                .put("price", new BigDecimal("12345678901234567890.120"))
                .put("raw", ByteBuffer.wrap(new byte[] {1, 2}))
                .put("days", List.of(day))
                .put("counts", Map.of(7, 0.5));
        // When
        String json = JsonText.of(schema, value);
        // Then
        assertThat(json)
                .isEqualTo("{\"day\":\"1970-01-02\",\"time\":\"01:00\",\"at\":\"1970-01-02T00:00:00Z\","
                        + "\"price\":12345678901234567890.120,\"raw\":\"AQI=\",\"days\":[\"1970-01-02\"],"
                        + "\"counts\":{\"7\":0.5},\"none\":null}");
    }

    @Test
    void escapesWhatJsonAsksFor() {
        // Given
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a\"b", "\\ \n \u0001 \u001f ä €");
        value.put("empty", List.of());
        value.put("nothing", Map.of());
        // When, Then
        assertThat(JsonText.of(null, value))
                .isEqualTo("{\"a\\\"b\":\"\\\\ \\n \\u0001 \\u001f ä €\",\"empty\":[],\"nothing\":{}}");
    }

    @Test
    void refusesWhatJsonCannotSay() {
        for (Object value : List.of(
                List.of(Double.NaN),
                Collections.singletonMap(null, 1),
                Map.of(List.of(1), 1),
                List.of(new StringBuilder("x")),
                List.of("\ud800"))) {
            assertThatThrownBy(() -> JsonText.of(null, value)).isInstanceOf(Misfit.class);
        }
    }

    @Test
    void writesArraysAsPostgresReadsThem() {
        // Given
        Schema days = SchemaBuilder.array(Date.SCHEMA).build();
        // When, Then
        assertThat(ArrayText.of(null, Arrays.asList(1, null, 2.5, "a\"\\,b", "NULL", true)))
                .isEqualTo("{\"1\",NULL,\"2.5\",\"a\\\"\\\\,b\",\"NULL\",\"true\"}");
        assertThat(ArrayText.of(null, List.of())).isEqualTo("{}");
        assertThat(ArrayText.of(days, List.of(List.of(new java.util.Date(0))))).isEqualTo("{{\"1970-01-01\"}}");
        assertThat(ArrayText.of(null, List.of(new byte[] {(byte) 0xab}, Map.of("k", "v"))))
                .isEqualTo("{\"\\\\xab\",\"{\\\"k\\\":\\\"v\\\"}\"}");
    }
}
