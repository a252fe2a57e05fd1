package io.penstock.common.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {

    private static final Schema INNER = SchemaBuilder.struct()
            .field("veh", Schema.OPTIONAL_INT32_SCHEMA)
            .field("line", SchemaBuilder.string().optional().defaultValue("550").build())
            .optional()
            .build();
    private static final Schema OUTER = SchemaBuilder.struct()
            .field("VP", INNER)
            .field("id", Schema.INT64_SCHEMA)
            .build();

    @Test
    void reachesIntoStructs() {
        // Given
        Struct value =
                new Struct(OUTER).put("VP", new Struct(INNER).put("veh", 7)).put("id", 1L);

        // When
        Object found = FieldPath.parse("VP.veh").get(value);

        // Then
        assertThat(found).isEqualTo(7);
        assertThat(FieldPath.parse("id").get(value)).isEqualTo(1L);
        assertThat(FieldPath.parse("VP.line").get(value))
                .as("a null stays null")
                .isNull();
    }

    @Test
    void reachesIntoMapsAndFromStructsIntoMaps() {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field(
                        "tags",
                        SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .build();
        Struct mixed = new Struct(schema).put("tags", Map.of("city", "Helsinki"));

        // When
        Object inMap = FieldPath.parse("VP.veh").get(Map.of("VP", Map.of("veh", 7)));
        Object inMixed = FieldPath.parse("tags.city").get(mixed);

        // Then
        assertThat(inMap).isEqualTo(7);
        assertThat(inMixed).isEqualTo("Helsinki");
    }

    @Test
    void findsNothingWhereTheWayIsBroken() {
        // Given
        FieldPath path = FieldPath.parse("VP.veh");

        // When
        Object inNullStruct = path.get(new Struct(OUTER).put("id", 1L));

        // Then
        assertThat(inNullStruct).isNull();
        assertThat(path.get(null)).isNull();
        assertThat(path.get("text")).isNull();
        assertThat(path.get(Map.of("VP", 3))).isNull();
        assertThat(path.get(Map.of())).isNull();
        assertThat(FieldPath.parse("nope").get(new Struct(OUTER))).isNull();
    }

    @Test
    void findsTheSchemaAtItsEnd() {
        // When
        Schema found = FieldPath.parse("VP.veh").schemaIn(OUTER);

        // Then
        assertThat(found).isEqualTo(Schema.OPTIONAL_INT32_SCHEMA);
        assertThat(FieldPath.parse("VP.nope").schemaIn(OUTER)).isNull();
        assertThat(FieldPath.parse("id.nope").schemaIn(OUTER)).isNull();
    }

    /** As the transform Flatten makes them. */
    @Test
    void findsNamesThatHaveDotsThemselves() {
        // Given
        Schema inner = SchemaBuilder.struct().field("b.c", Schema.INT32_SCHEMA).build();
        Schema schema = SchemaBuilder.struct()
                .field("a.b", Schema.STRING_SCHEMA)
                .field("a", inner)
                .build();
        Struct value = new Struct(schema).put("a.b", "flat").put("a", new Struct(inner).put("b.c", 7));
        Map<String, Object> map = Map.of("a.b", "flat", "a", Map.of("b.c", 7, "b", 8));

        // When
        FieldPath flat = FieldPath.parse("a.b");
        FieldPath half = FieldPath.parse("a.b.c");

        // Then
        assertThat(flat.get(value)).isEqualTo("flat");
        assertThat(half.get(value)).isEqualTo(7);
        assertThat(flat.schemaIn(schema)).isEqualTo(Schema.STRING_SCHEMA);
        assertThat(half.schemaIn(schema)).isEqualTo(Schema.INT32_SCHEMA);
        assertThat(flat.get(map)).isEqualTo("flat");
        assertThat(half.get(map)).isEqualTo(7);
        assertThat(flat.get(Map.of("a", Map.of("b", 8)))).isEqualTo(8);
    }

    @Test
    void findsItsWayAnewWhereTheSchemaIsAnother() {
        // Given
        FieldPath path = FieldPath.parse("VP.veh");
        Schema flat =
                SchemaBuilder.struct().field("VP.veh", Schema.INT32_SCHEMA).build();
        Schema through = SchemaBuilder.struct()
                .field("list", Schema.STRING_SCHEMA)
                .field("VP", SchemaBuilder.map(Schema.STRING_SCHEMA, OUTER).build())
                .build();
        Struct nested =
                new Struct(OUTER).put("VP", new Struct(INNER).put("veh", 7)).put("id", 1L);

        // When / Then
        assertThat(path.get(nested)).isEqualTo(7);
        assertThat(path.get(new Struct(flat).put("VP.veh", 8))).isEqualTo(8);
        assertThat(path.get(nested)).isEqualTo(7);
        assertThat(FieldPath.parse("VP.x.VP.veh")
                        .get(new Struct(through).put("list", "").put("VP", Map.of("x", nested))))
                .isEqualTo(7);
    }

    @Test
    void knowsWhichSchemasLackIt() {
        // Given
        Schema map =
                SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
        Schema holder = SchemaBuilder.struct().field("tags", map).build();

        // When / Then
        assertThat(FieldPath.parse("VP.veh").isLackedBy(OUTER)).isFalse();
        assertThat(FieldPath.parse("VP.vehicle").isLackedBy(OUTER)).isTrue();
        assertThat(FieldPath.parse("id.x").isLackedBy(OUTER)).isTrue();
        assertThat(FieldPath.parse("tags.city").isLackedBy(holder)).isFalse();
        assertThat(FieldPath.parse("tags.city").schemaIn(holder)).isNull();
        assertThat(FieldPath.parse("city").isLackedBy(map)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a. .b"})
    void refusesEmptyNames(String text) {
        // When / Then
        assertThatThrownBy(() -> FieldPath.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void isComparedByItsText() {
        // When
        FieldPath path = FieldPath.parse("a.b");

        // Then
        assertThat(path).isEqualTo(FieldPath.parse("a.b")).hasSameHashCodeAs(FieldPath.parse("a.b"));
        assertThat(path).isNotEqualTo(FieldPath.parse("a.c")).hasToString("a.b");
        assertThat(path.names()).isEqualTo(List.of("a", "b"));
    }

    @Test
    void standsBesideCoordinatesThatSurviveARenamingTransform() {
        // Given
        SinkRecord original = new SinkRecord("orders", 3, null, null, null, null, 812);
        SinkRecord renamed = original.newRecord("renamed", 9, null, null, null, null, null);

        // When
        RecordCoordinates coordinates = RecordCoordinates.of(renamed);

        // Then
        assertThat(coordinates).hasToString("orders-3@812");
        assertThat(coordinates.topicPartition()).isEqualTo(new TopicPartition("orders", 3));
    }
}
