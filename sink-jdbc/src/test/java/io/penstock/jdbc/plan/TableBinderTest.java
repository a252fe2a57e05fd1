package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records into rows, without a database. */
class TableBinderTest {

    private final Records orders = Records.of(new TopicPartition("orders", 0));

    private static TableBinder binder(List<String> columns, String... props) {
        Map<String, String> all = new HashMap<>(Map.of("name", "sink", "connection.url", "jdbc:postgresql://db/shop"));
        for (int i = 0; i < props.length; i += 2) {
            all.put(props[i], props[i + 1]);
        }
        Table table = new Table(
                new TableId(Optional.empty(), "orders"),
                columns.stream()
                        .map(name -> new Column(name, ColumnType.TEXT, "text", Column.ANY_SCALE))
                        .toList());
        return new TableBinder(JdbcSinkConfig.parse(all).rows(), table);
    }

    private static Row bind(TableBinder binder, SinkRecord record) {
        List<ColumnSpec> missing = new ArrayList<>();
        Row row = binder.bind(record, missing);
        assertThat(missing).isEmpty();
        return Objects.requireNonNull(row);
    }

    /** What the row says, by column; silent of those that it is silent about. */
    private static Map<String, @Nullable Object> cells(TableBinder binder, Row row) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (int i = 0; i < binder.layout().size(); i++) {
            if (row.cell(i) != Row.ABSENT) {
                cells.put(binder.layout().column(i).name(), row.cell(i));
            }
        }
        return cells;
    }

    @Test
    void aNullLeavesColumnsAloneWhoseNamesBeginWithItsOwn() {
        // Given
        TableBinder binder =
                binder(List.of("id", "meta_at", "meta_geo_lat", "meta_own", "metal"), "nested.mode", "flatten");
        // When
        Row all = bind(binder, orders.map(0, "k", "id", "1", "meta", null, "meta_own", "x"));
        Row part = bind(binder, orders.map(1, "k", "id", "2", "meta", Records.mapOf("geo", null)));
        // Then a null is no object: columns whose names begin with its own may be anybody's
        assertThat(cells(binder, all)).isEqualTo(Records.mapOf("id", "1", "meta_own", "x"));
        assertThat(cells(binder, part)).isEqualTo(Records.mapOf("id", "2"));
    }

    /** As Debezium writes TOASTed values that an UPDATE left alone. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aValueThatDebeziumDoesNotKnowLeavesItsColumnAlone(boolean hasSchema) {
        // Given
        TableBinder binder = binder(
                List.of("id", "body", "raw"), "insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id");
        byte[] raw = "__debezium_unavailable_value".getBytes(StandardCharsets.UTF_8);
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.STRING_SCHEMA)
                .field("body", Schema.STRING_SCHEMA)
                .field("raw", Schema.BYTES_SCHEMA)
                .build();
        // When
        Row row = bind(
                binder,
                hasSchema
                        ? orders.struct(
                                0,
                                "k",
                                new Struct(schema)
                                        .put("id", "1")
                                        .put("body", "__debezium_unavailable_value")
                                        .put("raw", raw))
                        : orders.map(0, "k", "id", "1", "body", List.of("__debezium_unavailable_value"), "raw", raw));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("id", "1"));
    }

    /** One for each type that PostgreSQL keeps outside the row. */
    static Stream<Object> placeholders() {
        String text = "__debezium_unavailable_value";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                text,
                bytes,
                ByteBuffer.wrap(bytes),
                List.of(text),
                List.of(ByteBuffer.wrap(bytes)),
                List.of(UUID.nameUUIDFromBytes(bytes).toString()),
                IntStream.range(0, bytes.length).mapToObj(i -> (int) bytes[i]).toList(),
                IntStream.range(0, bytes.length).mapToObj(i -> (long) bytes[i]).toList(),
                Map.of(text, text));
    }

    @ParameterizedTest
    @MethodSource("placeholders")
    void knowsThePlaceholderOfEachType(Object placeholder) {
        // Given
        TableBinder binder = binder(
                List.of("id", "body"),
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "nested.mode",
                "json");
        // When
        Row row = bind(binder, orders.map(0, "k", "id", "1", "body", placeholder));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("id", "1"));
    }

    @Test
    void whatIsInsertedMayBeThePlaceholder() {
        // Given
        TableBinder binder = binder(List.of("id", "body"));
        // When
        Row row = bind(binder, orders.map(0, "k", "id", "1", "body", "__debezium_unavailable_value"));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("id", "1", "body", "__debezium_unavailable_value"));
    }

    @Test
    void aListForAColumnThatIsThereIsRefusedByNestedMode() {
        // Given
        TableBinder binder = binder(List.of("id", "tags"));
        // When Then
        assertThatThrownBy(() -> bind(binder, orders.map(0, "k", "id", "1", "tags", List.of(1))))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("\"tags\"")
                .hasMessageContaining("nested.mode");
    }

    @Test
    void bytesAreJsonAsTheyAre() {
        // Given
        TableBinder binder = binder(List.of("value"), "record.format", "json_column");
        // When
        Row row = bind(
                binder, orders.record(0, null, "k", Schema.BYTES_SCHEMA, "{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("value", "{\"a\":1}"));
        assertThatThrownBy(() ->
                        bind(binder, orders.record(1, null, "k", Schema.BYTES_SCHEMA, new byte[] {(byte) 0xFF})))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aMapThatIsNullIsOneValueWhereItsFieldsHaveNoColumns() {
        // Given
        TableBinder binder = binder(List.of("id", "meta", "meta_at"), "nested.mode", "json");
        // When
        Row row = bind(binder, orders.map(0, "k", "id", "1", "meta", null));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("id", "1", "meta", null));
    }

    @Test
    void aNullSaysNothingWhereWhatIsThereIsKept() {
        // Given
        TableBinder binder = binder(
                List.of("id", "meta_at", "a"),
                "nested.mode",
                "flatten",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_value",
                "pk.fields",
                "id",
                "null.handling",
                "keep_existing");
        // When
        Row row = bind(binder, orders.map(0, "k", "id", "1", "meta", null, "a", null));
        // Then
        assertThat(cells(binder, row)).isEqualTo(Records.mapOf("id", "1"));
    }
}
