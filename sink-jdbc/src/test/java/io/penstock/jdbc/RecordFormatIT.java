package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Values of one format, and values as a whole. */
class RecordFormatIT extends PostgresCase {

    private static final Schema ORDER =
            SchemaBuilder.struct().field("id", Schema.INT64_SCHEMA).build();

    @Test
    void theWholeValueGoesIntoOneColumn() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "record.format",
                "json_column",
                "json.column",
                "doc",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_key",
                "pk.fields",
                "id",
                "delete.mode",
                "tombstone",
                "metadata.columns",
                "offset:o");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "map", "id", 1L, "nested", Records.mapOf("list", List.of(1, "x"))),
                    orders.struct(1, "struct", new Struct(ORDER).put("id", 2L)),
                    orders.record(2, null, "text", Schema.STRING_SCHEMA, "{\"id\": 3}"),
                    orders.record(3, null, "number", null, 4L),
                    orders.record(4, null, "list", null, List.of(5L)),
                    orders.record(5, null, "bad", Schema.STRING_SCHEMA, "no JSON"),
                    orders.record(6, null, "gone", null, 6L),
                    orders.tombstone(7, "gone"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-335")
                            .hasMessageNotContaining("no JSON"));
        }
        assertThat(database.rows("SELECT id, doc, o FROM orders ORDER BY o"))
                .containsExactly(
                        "map|{\"id\": 1, \"nested\": {\"list\": [1, \"x\"]}}|0",
                        "struct|{\"id\": 2}|1",
                        "text|{\"id\": 3}|2",
                        "number|4|3",
                        "list|[5]|4");
    }

    @Test
    void aTextInWhichTheDeleteFieldIsNotFoundIsABadRecord() throws SQLException {
        // Given
        Map<String, String> props = database.props(
                "record.format",
                "json_column",
                "insert.mode",
                "upsert",
                "pk.mode",
                "record_key",
                "pk.fields",
                "id",
                "delete.mode",
                "field",
                "delete.field",
                "gone");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.map(0, "x", "gone", false),
                    orders.map(1, "y", "gone", false),
                    orders.map(2, "x", "gone", true),
                    orders.record(3, null, "y", Schema.STRING_SCHEMA, "{\"gone\": true}"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-330")
                            .hasMessageContaining("delete.field"));
        }
        assertThat(database.rows("SELECT id, value FROM orders")).containsExactly("y|{\"gone\": false}");
    }

    @Test
    void oneFormatRefusesTheOther() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint)");
        for (String format : List.of("struct", "schemaless")) {
            Map<String, String> props = database.props("record.format", format, "ledger.id", format);
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                // When
                task.put(orders.struct(0, "k", new Struct(ORDER).put("id", 1L)), orders.map(1, "k", "id", 2L));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.reason())
                                .hasMessageContaining("PEN-330")
                                .hasMessageContaining("record.format is " + format));
            }
        }
        assertThat(database.rows("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2");
    }
}
