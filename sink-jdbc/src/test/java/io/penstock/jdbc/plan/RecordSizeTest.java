package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordSizeTest {

    private static final int LARGE = 10_000;

    static Stream<Object> largeValues() {
        Schema schema = SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).field("text", Schema.STRING_SCHEMA);
        return Stream.of(
                "x".repeat(LARGE),
                new byte[LARGE],
                ByteBuffer.allocate(LARGE),
                new BigDecimal("1".repeat(2 * LARGE)),
                Map.of("text", "x".repeat(LARGE)),
                List.of(1L, "x".repeat(LARGE)),
                new Struct(schema).put("id", 1L).put("text", "x".repeat(LARGE)));
    }

    @ParameterizedTest
    @MethodSource
    void largeValues(Object value) {
        assertThat(of(value)).isGreaterThan(LARGE);
    }

    @Test
    void aRecordIsNeverFree() {
        assertThat(of(null)).isPositive();
    }

    @Test
    void eachFieldOfAStructCounts() {
        SchemaBuilder schema = SchemaBuilder.struct();
        for (int i = 0; i < 100; i++) {
            schema.field("f" + i, Schema.OPTIONAL_INT32_SCHEMA);
        }
        Struct nulls = new Struct(schema.build());
        Struct numbers = new Struct(schema.build());
        schema.build().fields().forEach(field -> numbers.put(field, 1));
        assertThat(of(numbers)).isGreaterThan(of(nulls) + 100 * 16);
    }

    private static long of(@Nullable Object value) {
        return RecordSize.of(new SinkRecord("orders", 0, null, null, null, value, 0));
    }
}
