package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.buffer.MemoryBudget;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever schema records have, Avro's own parser takes the header, and its reader finds the values. */
class AvroHeadersTest {

    private static final FileFormat AVRO = new FileFormat.Avro(Compression.NONE);
    private static final String UNION = "io.confluent.connect.avro.Union";

    private static final long DAY_MILLIS = 86_400_000;

    private static final Schema TEXT = Schema.OPTIONAL_STRING_SCHEMA;

    private static SchemaBuilder named(@Nullable String name) {
        return SchemaBuilder.struct().name(name);
    }

    /** All single values of the one record in the file, in their order. */
    private static List<String> read(Schema schema, Object value) throws Exception {
        byte[] file = WrittenFile.of(AVRO, schema, value);
        try (DataFileReader<Object> reader =
                new DataFileReader<>(new SeekableByteArrayInput(file), new GenericDatumReader<>())) {
            return leaves(reader.next(), new ArrayList<>());
        }
    }

    private static List<String> leaves(@Nullable Object value, List<String> found) {
        if (value instanceof Struct struct) {
            struct.schema().fields().forEach(field -> leaves(struct.getWithoutDefault(field.name()), found));
        } else if (value instanceof GenericRecord record) {
            record.getSchema().getFields().forEach(field -> leaves(record.get(field.pos()), found));
        } else if (value instanceof Collection<?> items) {
            items.forEach(item -> leaves(item, found));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, its) -> {
                leaves(key, found);
                leaves(its, found);
            });
        } else if (value != null) {
            found.add(shown(value));
        }
        return found;
    }

    /** One text of what was given and of what Avro has for it. */
    private static String shown(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            return shown(AvroBinary.array(buffer));
        }
        if (value instanceof BigDecimal decimal) {
            return shown(decimal.unscaledValue().toByteArray());
        }
        return value instanceof Date date ? Long.toString(date.getTime() / DAY_MILLIS) : value.toString();
    }

    @Test
    void takesAStructureWithTwoBranchesOfOneTypeForARecordWhoseOtherBranchesAreDefined() throws Exception {
        // Given
        Schema address =
                named("com.acme.Address").optional().field("city", TEXT).build();
        Schema contact = named("io.confluent.connect.protobuf.Union.contact")
                .optional()
                .field("home", address)
                .field("mail", TEXT)
                .field("phone", TEXT)
                .build();
        Schema schema = SchemaBuilder.struct()
                .field("contact", contact)
                .field("work", address)
                .build();

        // When / Then
        assertThat(read(
                        schema,
                        new Struct(schema)
                                .put("contact", new Struct(contact).put("mail", "a@b"))
                                .put("work", new Struct(address).put("city", "Oulu"))))
                .containsExactly("a@b", "Oulu");
    }

    @Test
    void takesAUnionWithAUnionInItForARecord() throws Exception {
        // Given
        Schema inner = named("io.confluent.connect.json.OneOf")
                .optional()
                .field("a", TEXT)
                .field("b", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
        Schema outer = named("io.confluent.connect.json.OneOf")
                .optional()
                .field("inner", inner)
                .field("flag", Schema.OPTIONAL_BOOLEAN_SCHEMA)
                .build();
        Schema schema = SchemaBuilder.struct().field("u", outer).build();

        // When / Then
        assertThat(read(
                        schema,
                        new Struct(schema).put("u", new Struct(outer).put("inner", new Struct(inner).put("b", 7L)))))
                .containsExactly("7");
    }

    @Test
    void givesNamesWithoutANamespaceThatOfTheRecordAroundThem() throws Exception {
        for (String name : new String[] {"Address", null}) {
            // Given
            Schema address = named(name).field("city", TEXT).build();
            Schema a = named("org.x.Value").field("addr", address).build();
            Schema b = named("org.y.Value").field("addr", address).build();
            Schema schema = SchemaBuilder.struct()
                    .field("top", address)
                    .field("a", a)
                    .field("b", b)
                    .build();
            Struct oulu = new Struct(address).put("city", "Oulu");

            // When / Then
            assertThat(read(
                            schema,
                            new Struct(schema)
                                    .put("top", oulu)
                                    .put("a", new Struct(a).put("addr", oulu))
                                    .put("b", new Struct(b).put("addr", oulu))))
                    .containsExactly("Oulu", "Oulu", "Oulu");
        }
    }

    @Test
    void definesNoNameTwice() throws Exception {
        // Given
        Schema bare = named("Address").field("city", TEXT).build();
        Schema full = named("org.x.Address").field("zip", TEXT).build();
        Schema entry = named("org.x.A_m_entry").field("v", TEXT).build();
        Schema schema = named("org.x.A")
                .field("addr", bare)
                .field("o", full)
                .field(
                        "m",
                        SchemaBuilder.map(Schema.INT32_SCHEMA, Schema.STRING_SCHEMA)
                                .build())
                .field("e", entry)
                .build();

        // When / Then
        assertThat(read(
                        schema,
                        new Struct(schema)
                                .put("addr", new Struct(bare).put("city", "Oulu"))
                                .put("o", new Struct(full).put("zip", "90100"))
                                .put("m", Map.of(1, "one"))
                                .put("e", new Struct(entry).put("v", "x"))))
                .containsExactly("Oulu", "90100", "1", "one", "x");
    }

    @Test
    void hasARecordAtItsRootThoughTheSchemaIsOptional() throws Exception {
        Schema row = named("db.orders.Value").optional().field("id", TEXT).build();

        FileSchema schema = new WrittenFile(AVRO).schemaOf(WrittenFile.record(row, new Struct(row).put("id", "1"), 0));

        assertThat(new org.apache.avro.Schema.Parser().parse(schema.toString()).getType())
                .isEqualTo(org.apache.avro.Schema.Type.RECORD);
        assertThat(read(row, new Struct(row).put("id", "1"))).containsExactly("1");
    }

    @Test
    void takesAnySchema() {
        for (int seed = 0; seed < 4_000; seed++) {
            RandomSchemas random = new RandomSchemas(new Random(seed));
            Schema schema = random.struct(4);
            Object value = random.value(schema);
            List<String> read;
            try {
                read = read(schema, value);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            assertThat(read).as("seed %d", seed).isEqualTo(leaves(value, new ArrayList<>()));
        }
    }

    /** Few names and few kinds, so that they meet. */
    private static final class RandomSchemas {

        private static final @Nullable String[] NAMES = {
            null,
            null,
            "A",
            "B",
            "org.x.A",
            "org.x.B",
            "org.y.A",
            "a-b.1x",
            "a_b._1x",
            "Record",
            "A_a",
            "org.x.A_a",
            "string",
            "org.x.int",
            UNION,
            UNION,
            "io.confluent.connect.protobuf.Union.choice"
        };
        private static final String[] FIELDS = {"a", "b", "c-d", "c_d", "1st"};
        private static final Schema[] LEAVES = {
            Schema.STRING_SCHEMA,
            Schema.OPTIONAL_STRING_SCHEMA,
            Schema.INT64_SCHEMA,
            Schema.INT8_SCHEMA,
            Schema.OPTIONAL_BOOLEAN_SCHEMA,
            SchemaBuilder.int32().optional().defaultValue(7).build(),
            Schema.BYTES_SCHEMA,
            Decimal.builder(2).optional().build(),
            org.apache.kafka.connect.data.Date.SCHEMA,
            SchemaBuilder.string().name("io.debezium.data.Enum").build()
        };

        private final Random random;
        private final List<Schema> made = new ArrayList<>();

        RandomSchemas(Random random) {
            this.random = random;
        }

        private <T> T any(T[] of) {
            return of[random.nextInt(of.length)];
        }

        Schema struct(int depth) {
            if (!made.isEmpty() && random.nextInt(4) == 0) {
                return made.get(random.nextInt(made.size()));
            }
            String name = any(NAMES);
            SchemaBuilder builder = named(name);
            boolean holdsItself = random.nextInt(6) == 0;
            if (holdsItself) {
                builder.optional().field("self", builder);
            }
            for (String field : FIELDS) {
                if (random.nextInt(5) < 3) {
                    Schema its = schema(depth - 1);
                    builder.field(field, isUnion(name) ? optional(its) : its);
                }
            }
            Schema struct = (!holdsItself && random.nextBoolean() ? builder.optional() : builder).build();
            made.add(struct);
            return struct;
        }

        private static boolean isUnion(@Nullable String name) {
            return name != null && name.startsWith("io.confluent");
        }

        private static Schema optional(Schema schema) {
            boolean pairs = schema.type() == Schema.Type.MAP;
            boolean items = pairs || schema.type() == Schema.Type.ARRAY;
            return new ConnectSchema(
                    schema.type(),
                    true,
                    schema.defaultValue(),
                    schema.name(),
                    schema.version(),
                    schema.doc(),
                    schema.parameters(),
                    schema.type() == Schema.Type.STRUCT ? schema.fields() : null,
                    pairs ? schema.keySchema() : null,
                    items ? schema.valueSchema() : null);
        }

        private Schema schema(int depth) {
            return switch (depth <= 0 ? 0 : random.nextInt(8)) {
                case 4, 5, 6 -> struct(depth);
                case 7 -> container(schema(depth - 1));
                default -> any(LEAVES);
            };
        }

        private Schema container(Schema of) {
            SchemaBuilder builder = switch (random.nextInt(3)) {
                case 0 -> SchemaBuilder.array(of);
                case 1 -> SchemaBuilder.map(Schema.STRING_SCHEMA, of);
                default -> SchemaBuilder.map(Schema.INT32_SCHEMA, of);
            };
            return builder.build();
        }

        Object value(Schema schema) {
            return switch (schema.type()) {
                case INT8 -> (byte) random.nextInt(100);
                case INT32 ->
                    schema.name() != null && schema.name().equals(org.apache.kafka.connect.data.Date.LOGICAL_NAME)
                            ? new Date(random.nextInt(100_000) * DAY_MILLIS)
                            : (Object) random.nextInt(100);
                case INT64 -> random.nextLong();
                case BOOLEAN -> random.nextBoolean();
                case STRING -> "t" + random.nextInt(100);
                case ARRAY -> List.of(value(schema.valueSchema()), value(schema.valueSchema()));
                case MAP -> Map.of(value(schema.keySchema()), value(schema.valueSchema()));
                case STRUCT -> struct(schema);
                case BYTES ->
                    schema.name() == null
                            ? new byte[] {(byte) random.nextInt(), 0}
                            : new BigDecimal(BigInteger.valueOf(random.nextLong()), 2);
                case INT16, FLOAT32, FLOAT64 -> throw new IllegalArgumentException("none of these");
            };
        }

        /** Structures that stand for unions have one field set, as converters leave them. */
        private Struct struct(Schema schema) {
            Struct struct = new Struct(schema);
            boolean union = isUnion(schema.name()) && !schema.fields().isEmpty();
            int chosen = union ? random.nextInt(schema.fields().size()) : -1;
            for (Field field : schema.fields()) {
                boolean set = union ? field.index() == chosen : !field.schema().isOptional() || random.nextBoolean();
                if (field.name().equals("self")) {
                    set = !union && random.nextInt(3) == 0;
                }
                if (set) {
                    struct.put(field, value(field.schema()));
                }
            }
            return struct;
        }
    }

    /** By their places, they would have ever new names. */
    @Test
    void writesStructuresWithoutANameThatHoldThemselves() throws Exception {
        // Given a tree, a list of its kind, and two that hold each other
        SchemaBuilder tree = SchemaBuilder.struct().optional();
        tree.field("left", tree).field("right", tree).field("v", Schema.INT32_SCHEMA);
        Schema built = tree.build();
        SchemaBuilder many = SchemaBuilder.struct();
        many.field("children", SchemaBuilder.array(many).build()).field("v", Schema.INT32_SCHEMA);
        SchemaBuilder one = SchemaBuilder.struct().optional();
        SchemaBuilder other =
                SchemaBuilder.struct().optional().field("one", one).field("again", one);
        one.field("other", other).field("tree", tree).field("v", TEXT);

        // When / Then
        assertThat(read(
                        built,
                        new Struct(built)
                                .put(
                                        "left",
                                        new Struct(tree)
                                                .put("right", new Struct(tree).put("v", 3))
                                                .put("v", 2))
                                .put("v", 1)))
                .containsExactly("3", "2", "1");
        assertThat(read(
                        many,
                        new Struct(many)
                                .put(
                                        "children",
                                        List.of(new Struct(many)
                                                .put("children", List.of())
                                                .put("v", 5)))
                                .put("v", 4)))
                .containsExactly("5", "4");
        assertThat(read(
                        one,
                        new Struct(one)
                                .put("other", new Struct(other).put("again", new Struct(one).put("v", "x")))
                                .put("tree", new Struct(tree).put("v", 6))))
                .containsExactly("x", "6");
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

        assertThatThrownBy(() -> new WrittenFile(AVRO).schemaOf(WrittenFile.record(bomb, new Struct(bomb), 0)))
                .hasMessageContaining("more than 100000 parts");
    }

    /** The check before it knows how deep each of its parts is by itself. */
    @Test
    void refusesASchemaThatHoldsItselfAndIsTooDeepOnTheWay() {
        // Given a pair that leads to a deep list, known by itself before another deep list leads to the pair
        SchemaBuilder hub = SchemaBuilder.struct().optional();
        SchemaBuilder spoke = SchemaBuilder.struct().optional().field("hub", hub);
        hub.field("spoke", spoke).field("deep", lists(150, Schema.STRING_SCHEMA));
        Schema schema = SchemaBuilder.struct()
                .field("hub", hub)
                .field("deep", lists(100, spoke))
                .build();

        // When / Then
        assertThatThrownBy(() -> new WrittenFile(AVRO).schemaOf(WrittenFile.record(schema, new Struct(schema), 0)))
                .hasMessageContaining("nested deeper");
    }

    private static Schema lists(int levels, Schema items) {
        Schema schema = items;
        for (int i = 0; i < levels; i++) {
            schema = SchemaBuilder.array(schema).optional().build();
        }
        return schema;
    }

    @Test
    void staysShortHoweverDeepStructuresWithoutNamesAreNested() {
        // Given
        Schema schema = Schema.STRING_SCHEMA;
        Object value = "x";
        String key = "k".repeat(100);
        for (int i = 0; i < 50; i++) {
            schema = SchemaBuilder.struct().field(key, schema).build();
            value = new Struct(schema).put(key, value);
        }

        // When
        FileSchema compiled = new WrittenFile(AVRO).schemaOf(WrittenFile.record(schema, value, 0));

        // Then
        assertThat(compiled.toString()).hasSizeLessThan(50 * 400);
        assertThat(new org.apache.avro.Schema.Parser().parse(compiled.toString()))
                .isNotNull();
    }

    @Test
    void refusesTheRecordsOfASchemaForWhichTheBufferHasNoRoom() {
        // Given
        MemoryBudget budget = new MemoryBudget(16 << 20);
        WrittenFile file = new WrittenFile(AVRO.open(budget), budget, 4 << 20);
        Schema large = SchemaBuilder.struct()
                .field("f".repeat(1 << 20), Schema.STRING_SCHEMA)
                .build();
        Struct value = new Struct(large).put("f".repeat(1 << 20), "x");

        // When / Then
        assertThatThrownBy(() -> file.add(WrittenFile.record(large, value, 0)))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("t-1@0")
                .hasMessageContaining("buffer.memory.bytes=16777216");
        file.add(WrittenFile.record(Schema.STRING_SCHEMA, "good", 1));
        assertThat(file.end()).isNotEmpty();
    }

    @Test
    void leavesRoomForTheLargestRecordBesideTheLargestHeader() {
        // Given: a schema that is just small enough
        int buffer = 8 << 20;
        FormatWriter writer = AVRO.open(new MemoryBudget(buffer));
        String name = "f".repeat((buffer / 8 - 700) / 3);
        Schema schema = SchemaBuilder.struct().field(name, Schema.STRING_SCHEMA).build();

        // When
        FileSchema compiled = writer.encode(
                WrittenFile.record(schema, new Struct(schema).put(name, "x"), 0), new Scratch(buffer / 4));

        // Then
        assertThat(writer.worstGrowth(compiled, AVRO.largestRecord(buffer), false))
                .isLessThanOrEqualTo(buffer);
    }
}
