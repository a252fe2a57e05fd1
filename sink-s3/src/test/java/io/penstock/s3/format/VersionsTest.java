package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code schema.change=project}: which versions hold values of others, and how these look then. */
class VersionsTest {

    private static final Schema OLD = struct("shop.Order")
            .field("id", Schema.INT32_SCHEMA)
            .field("city", Schema.STRING_SCHEMA)
            .field("lines", SchemaBuilder.array(line().build()).build())
            .field(
                    "stock",
                    SchemaBuilder.map(Schema.STRING_SCHEMA, line().build()).build())
            .version(1)
            .build();
    private static final Schema NEW = struct("shop.Order")
            .field("note", SchemaBuilder.string().optional().build())
            .field("id", Schema.INT64_SCHEMA)
            .field("city", Schema.OPTIONAL_STRING_SCHEMA)
            .field("lines", SchemaBuilder.array(newLine()).build())
            .field("stock", SchemaBuilder.map(Schema.STRING_SCHEMA, newLine()).build())
            .field("kind", SchemaBuilder.string().defaultValue("plain").build())
            .version(2)
            .build();

    private static SchemaBuilder struct(String name) {
        return SchemaBuilder.struct().name(name);
    }

    private static SchemaBuilder line() {
        return struct("shop.Line").field("price", Schema.FLOAT32_SCHEMA);
    }

    private static Schema newLine() {
        return struct("shop.Line")
                .field("vat", Schema.OPTIONAL_INT32_SCHEMA)
                .field("price", Schema.FLOAT64_SCHEMA)
                .build();
    }

    private static Struct old(int id) {
        Struct line = new Struct(line().build()).put("price", 1.5f);
        return new Struct(OLD)
                .put("id", id)
                .put("city", "Oulu")
                .put("lines", List.of(line))
                .put("stock", Map.of("a", line));
    }

    private static Struct current(long id) {
        return new Struct(NEW)
                .put("id", id)
                .put("note", "n")
                .put("lines", List.of())
                .put("stock", Map.of())
                .put("kind", "k");
    }

    private static SinkRecord record(Struct value) {
        return WrittenFile.record(value.schema(), value, 0);
    }

    private static FileFormat avro(Envelope envelope) {
        return new FileFormat.Avro(Compression.NONE, new RowOptions(envelope, true));
    }

    private static List<String> read(byte[] file) throws IOException {
        try (DataFileReader<Object> reader =
                new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
            List<String> values = new ArrayList<>();
            reader.forEach(value -> values.add(value.toString()));
            return values;
        }
    }

    @Test
    void remembersTheVersionsOfManyTopics() {
        Versions versions = new Versions();
        for (int topic = 0; topic < 300; topic++) {
            versions.of("t" + topic, NEW);
            versions.keep();
        }
        for (int topic = 0; topic < 300; topic++) {
            assertThat(versions.of("t" + topic, OLD).schema()).isSameAs(NEW);
        }
    }

    @Test
    void forgetsTheTopicsThatWereNotSeenForLongWhereSchemasAreLarge() {
        // Given nine of half a million characters each
        Versions versions = new Versions();
        for (int topic = 0; topic < 9; topic++) {
            SchemaBuilder large = struct("shop.Large");
            for (int field = 0; field < 1_000; field++) {
                large.field("x".repeat(500) + field, Schema.OPTIONAL_INT32_SCHEMA);
            }
            versions.of("t" + topic, large.build());
            versions.keep();
        }

        // When / Then
        Schema older = struct("shop.Large")
                .field("x".repeat(500) + 0, Schema.OPTIONAL_INT32_SCHEMA)
                .build();
        assertThat(versions.of("t0", older).schema()).isSameAs(older);
        assertThat(versions.of("t8", older).schema()).isNotSameAs(older);
    }

    static Stream<Schema> laterKinds() {
        return Stream.of(
                SchemaBuilder.string().defaultValue("y").build(),
                SchemaBuilder.string().optional().build(),
                SchemaBuilder.string().optional().defaultValue("x").build());
    }

    /** Converters set all fields; transforms need not. */
    @ParameterizedTest
    @MethodSource("laterKinds")
    void aFieldThatIsNotSetHasTheDefaultOfItsOwnVersion(Schema later) throws IOException {
        // Given
        Schema was = struct("shop.Kind")
                .field("kind", SchemaBuilder.string().defaultValue("x").build())
                .build();
        Schema now = struct("shop.Kind").field("kind", later).build();
        WrittenFile file = new WrittenFile(avro(Envelope.NONE));
        file.add(record(new Struct(now).put("kind", "k")));

        // When
        file.add(record(new Struct(was)));

        // Then
        assertThat(read(file.end())).containsExactly("{\"kind\": \"k\"}", "{\"kind\": \"x\"}");
    }

    @Test
    void writesOlderValuesByTheNewestVersionThatWasSeen() throws IOException {
        // Given
        WrittenFile file = new WrittenFile(avro(Envelope.NONE));
        FileSchema before = file.schemaOf(record(old(1)));
        FileSchema newest = file.schemaOf(record(current(2)));
        assertThat(newest).isNotEqualTo(before);

        // When
        file.add(record(old(3)));
        file.add(record(current(4)));
        file.add(record(old(5)));

        // Then
        String line = "{\"vat\": null, \"price\": 1.5}";
        assertThat(read(file.end()))
                .containsExactly(
                        "{\"note\": null, \"id\": 3, \"city\": \"Oulu\", \"lines\": [" + line + "], \"stock\": {\"a\": "
                                + line + "}, \"kind\": \"plain\"}",
                        "{\"note\": \"n\", \"id\": 4, \"city\": null, \"lines\": [], \"stock\": {}, \"kind\": \"k\"}",
                        "{\"note\": null, \"id\": 5, \"city\": \"Oulu\", \"lines\": [" + line + "], \"stock\": {\"a\": "
                                + line + "}, \"kind\": \"plain\"}");
    }

    @Test
    void projectsKeyAndValueOfAnEnvelope() throws IOException {
        // Given
        WrittenFile file = new WrittenFile(avro(Envelope.FULL));
        file.schemaOf(new SinkRecord("t", 1, NEW, current(1), NEW, current(1), 0));

        // When
        file.add(new SinkRecord("t", 1, OLD, old(2), OLD, old(2), 1));
        file.add(new SinkRecord("t", 1, NEW, current(3), OLD, null, 2));

        // Then
        assertThat(read(file.end()))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .contains("\"key\": {\"note\": null, \"id\": 2", "\"value\": {\"note\": null"),
                        second -> assertThat(second).contains("\"id\": 3").endsWith("\"value\": null}"));
    }

    @Test
    void writesParquetByTheNewestVersionToo() {
        WrittenFile file = new WrittenFile(new FileFormat.Parquet(
                Compression.NONE, new ParquetOptions(4 << 20, 1 << 20, true), new RowOptions(Envelope.NONE, true)));
        file.schemaOf(record(current(1)));

        file.add(record(current(2)));
        file.add(record(old(3))); // WrittenFile holds both to one schema
        assertThat(file.end()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Envelope.class)
    void learnsNothingFromARecordThatIsRefused(Envelope envelope) {
        // Given
        WrittenFile file = new WrittenFile(avro(envelope));
        FileSchema before = file.schemaOf(record(old(1)));
        Struct broken = new Struct(NEW).put("note", "no id");

        // When
        assertThatThrownBy(() -> file.schemaOf(record(broken))).isInstanceOf(RecordException.class);

        // Then
        assertThat(file.schemaOf(record(old(1)))).isEqualTo(before);
    }

    static Stream<Arguments> incompatible() {
        return Stream.of(
                Arguments.of("a field is gone", struct("a").field("id", Schema.INT32_SCHEMA)),
                Arguments.of("another name", both(struct("b"), Schema.INT32_SCHEMA)),
                Arguments.of("another type", both(struct("a"), Schema.STRING_SCHEMA)),
                Arguments.of("a smaller number", both(struct("a"), Schema.INT16_SCHEMA)),
                Arguments.of("a fraction of a whole", both(struct("a"), Schema.FLOAT64_SCHEMA)),
                Arguments.of("another meaning", both(struct("a"), org.apache.kafka.connect.data.Date.SCHEMA)),
                Arguments.of(
                        "a further field that must be there",
                        both(struct("a"), Schema.INT32_SCHEMA).field("more", Schema.INT32_SCHEMA)),
                Arguments.of(
                        "no null any more",
                        struct("a").field("id", Schema.INT32_SCHEMA).field("n", Schema.INT32_SCHEMA)));
    }

    private static SchemaBuilder both(SchemaBuilder struct, Schema id) {
        return struct.field("id", id).field("n", Schema.OPTIONAL_INT32_SCHEMA);
    }

    @ParameterizedTest
    @MethodSource("incompatible")
    void leavesApartWhatWouldLoseSomething(String why, SchemaBuilder other) {
        Schema known = both(struct("a"), Schema.INT32_SCHEMA).build();

        assertThat(Projection.between(known, other.build())).as(why).isEmpty();
        assertThat(Projection.between(known, known)).contains(Projection.AS_IT_IS);
        assertThat(Projection.between(
                        known, both(struct("a"), Schema.INT32_SCHEMA).version(7).build()))
                .contains(Projection.AS_IT_IS);
    }

    @Test
    void comparesDecimalsByTheirScaleAndStopsAtSchemasThatHoldThemselves() {
        assertThat(Projection.between(Decimal.schema(2), Decimal.schema(3))).isEmpty();
        assertThat(Projection.between(Decimal.schema(2), Decimal.schema(2))).isPresent();
        assertThat(Projection.between(node(), node())).isEmpty();
    }

    private static Schema node() {
        List<Field> fields = new ArrayList<>();
        Schema node = new org.apache.kafka.connect.data.ConnectSchema(
                Schema.Type.STRUCT, true, null, "node", null, null, null, fields, null, null);
        fields.add(new Field("next", 0, node));
        return node;
    }

    @Test
    void keepsKindsOfEventsApartAndRemembersBoth() {
        WrittenFile file = new WrittenFile(avro(Envelope.NONE));
        Schema other = struct("shop.Payment").field("id", Schema.INT32_SCHEMA).build();
        FileSchema orders = file.schemaOf(record(current(1)));
        FileSchema payments = file.schemaOf(record(new Struct(other).put("id", 1)));

        assertThat(payments).isNotEqualTo(orders);
        assertThat(file.schemaOf(record(old(2)))).isEqualTo(orders);
        assertThat(file.schemaOf(record(new Struct(other).put("id", 2)))).isEqualTo(payments);
    }
}
