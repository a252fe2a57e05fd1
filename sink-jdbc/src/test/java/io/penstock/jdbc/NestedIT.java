package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/** Structures, maps and lists within values. */
class NestedIT extends PostgresCase {

    private static final String COLUMNS = "SELECT column_name, udt_name FROM information_schema.columns"
            + " WHERE table_name = 'orders' ORDER BY ordinal_position";
    private static final Schema PLACE = SchemaBuilder.struct()
            .optional()
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .field(
                    "geo",
                    SchemaBuilder.struct()
                            .optional()
                            .field("lat", Schema.FLOAT64_SCHEMA)
                            .build())
            .build();
    private static final Schema ORDER = SchemaBuilder.struct()
            .field("id", Schema.INT64_SCHEMA)
            .field("place", PLACE)
            .field(
                    "tags",
                    SchemaBuilder.array(Schema.OPTIONAL_STRING_SCHEMA)
                            .optional()
                            .build())
            .field("days", SchemaBuilder.array(Date.SCHEMA).optional().build())
            .field("prices", SchemaBuilder.array(Decimal.schema(2)).optional().build())
            .field("places", SchemaBuilder.array(PLACE).optional().build())
            .field(
                    "counts",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.INT32_SCHEMA)
                            .optional()
                            .build())
            .build();

    private static Struct order(long id) {
        Struct place = new Struct(PLACE)
                .put("city", "Oulu")
                .put("geo", new Struct(PLACE.field("geo").schema()).put("lat", 65.01));
        return new Struct(ORDER)
                .put("id", id)
                .put("place", place)
                .put("tags", Arrays.asList("a\"b", null, "c,{d}"))
                .put("days", List.of(new java.util.Date(86_400_000L)))
                .put("prices", List.of(new BigDecimal("1.50")))
                .put("places", List.of(place))
                .put("counts", Map.of("x", 1));
    }

    @Test
    void flattensStructuresAndKeepsListsAndMaps() throws SQLException {
        // Given
        try (TaskDriver task =
                TaskDriver.start(database.props("nested.mode", "flatten", "fields.exclude", "places"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.struct(1, "k", new Struct(ORDER).put("id", 2L)),
                    orders.map(
                            2,
                            "k",
                            "id",
                            3L,
                            "place",
                            Records.mapOf("city", "Turku", "geo", Records.mapOf("lat", 60)),
                            "tags",
                            List.of("t")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(COLUMNS))
                .containsExactly(
                        "id|int8",
                        "place_city|text",
                        "place_geo_lat|float8",
                        "tags|_text",
                        "days|_date",
                        "prices|_numeric",
                        "counts|jsonb");
        assertThat(database.rows("SELECT id, place_city, place_geo_lat, tags[1], tags[2], tags[3], days[1], prices[1],"
                        + " counts->>'x' FROM orders ORDER BY id"))
                .containsExactly(
                        "1|Oulu|65.01|a\"b|~|c,{d}|1970-01-02|1.50|1", "2|~|~|~|~|~|~|~|~", "3|Turku|60|t|~|~|~|~|~");
    }

    @Test
    void writesNestedValuesAsJson() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(
                database.props(
                        "nested.mode", "json", "insert.mode", "upsert", "pk.mode", "record_value", "pk.fields", "id"),
                ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.map(1, "k", "id", 2L, "place", Records.mapOf("city", null), "list", List.of(1, "x")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, place->>'city', place->'geo'->>'lat', places->0->>'city', list->>1"
                        + " FROM orders ORDER BY id"))
                .containsExactly("1|Oulu|65.01|Oulu|~", "2|~|~|~|x");
    }

    @Test
    void bindsToTheColumnsThatAreThere() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, place text, tags varchar(9)[], days jsonb, counts json)");
        try (TaskDriver task = TaskDriver.start(
                database.props("nested.mode", "json", "fields.exclude", "places,prices", "auto.evolve", "false"),
                ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.map(1, "k", "id", 2L, "tags", List.of("longer than nine")),
                    orders.map(2, "k", "id", List.of(3L)),
                    orders.map(3, "k", "id", 4L, "days", "[1]"));
            task.flush();
            // Then neither the list's texts nor the list itself are cut to fit
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(database.rows("SELECT id, place, tags[1], days->>0, counts FROM orders ORDER BY id"))
                .containsExactly(
                        "1|{\"city\":\"Oulu\",\"geo\":{\"lat\":65.01}}|a\"b|1970-01-02|{\"x\":1}", "4|~|~|1|~");
    }

    @Test
    void aPartOfAMapWithASchemaIsNotLeftOutSilently() throws SQLException {
        // Given
        for (String mode : List.of("fail", "json", "flatten")) {
            Map<String, String> props =
                    database.props("nested.mode", mode, "fields.include", "id,place.city,counts.x", "ledger.id", mode);
            try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
                // When
                task.put(
                        orders.struct(0, "k", order(1)),
                        orders.map(1, "k", "id", 2L, "counts", Records.mapOf("x", 1, "y", 2)));
                task.flush();
                // Then
                assertThat(task.context().deadLetters())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.reason())
                                .hasMessageContaining("PEN-331")
                                .hasMessageContaining("\"counts\""));
            }
        }
        assertThat(database.rows("SELECT id, counts_x FROM orders")).containsExactly("2|1", "2|1", "2|1");
    }

    @Test
    void whatIsLeftOutIsNotStoredWithinItsWhole() throws SQLException {
        // Given
        try (TaskDriver task =
                TaskDriver.start(database.props("nested.mode", "json", "fields.exclude", "place.city"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", order(1)),
                    orders.map(1, "k", "id", 2L, "place", Records.mapOf("city", "Oulu")),
                    orders.map(2, "k", "id", 3L));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .hasSize(2)
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-331")
                            .hasMessageContaining("fields.exclude"));
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("3");
    }
}
