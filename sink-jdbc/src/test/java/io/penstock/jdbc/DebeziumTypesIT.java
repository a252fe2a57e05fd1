package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.TaskDriver;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas by which Debezium says what a number, a text or bytes mean. */
class DebeziumTypesIT extends PostgresCase {

    private static final TimeZone ZONE = TimeZone.getDefault();

    private static final Schema VARIABLE = SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    private static final Schema POINT = SchemaBuilder.struct()
            .name("io.debezium.data.geometry.Point")
            .field("x", Schema.FLOAT64_SCHEMA)
            .field("y", Schema.FLOAT64_SCHEMA)
            .field("wkb", Schema.OPTIONAL_BYTES_SCHEMA)
            .field("srid", Schema.OPTIONAL_INT32_SCHEMA)
            .build();

    @AfterEach
    void restoreZone() {
        TimeZone.setDefault(ZONE);
    }

    private static Schema named(Schema.Type type, String name) {
        return SchemaBuilder.type(type).name("io.debezium." + name).build();
    }

    private static Schema bits(int length) {
        return SchemaBuilder.bytes()
                .name("io.debezium.data.Bits")
                .parameter("length", String.valueOf(length))
                .build();
    }

    /** A column for each of the types, of the year 1500 where it is a date. */
    private static Struct row() {
        long micros = -14_831_769_599_876_544L;
        Map<String, Schema> schemas = new LinkedHashMap<>();
        List<Object> values = new ArrayList<>();
        add(schemas, values, "d", named(Schema.Type.INT32, "time.Date"), -171_664);
        add(schemas, values, "t", named(Schema.Type.INT32, "time.Time"), 3_723_004);
        add(schemas, values, "tu", named(Schema.Type.INT64, "time.MicroTime"), 3_723_004_005L);
        add(schemas, values, "tn", named(Schema.Type.INT64, "time.NanoTime"), 3_723_004_005_006L);
        add(schemas, values, "ts", named(Schema.Type.INT64, "time.Timestamp"), micros / 1_000 - 1);
        add(schemas, values, "tsu", named(Schema.Type.INT64, "time.MicroTimestamp"), micros);
        add(schemas, values, "tsn", named(Schema.Type.INT64, "time.NanoTimestamp"), 1_700_000_000_123_456_789L);
        add(schemas, values, "tz", named(Schema.Type.STRING, "time.ZonedTime"), "01:02:03.004Z");
        add(schemas, values, "tsz", named(Schema.Type.STRING, "time.ZonedTimestamp"), "1500-01-02T03:04:05.678901Z");
        add(schemas, values, "y", named(Schema.Type.INT32, "time.Year"), 1500);
        add(schemas, values, "i", named(Schema.Type.INT64, "time.MicroDuration"), -90_061_000_001L);
        add(schemas, values, "iso", named(Schema.Type.STRING, "time.Interval"), "P1Y2M3DT4H5M6.7S");
        add(schemas, values, "j", named(Schema.Type.STRING, "data.Json"), "{\"k\": 1}");
        add(schemas, values, "u", named(Schema.Type.STRING, "data.Uuid"), "00000000-0000-0000-0000-0000000000ff");
        add(schemas, values, "e", named(Schema.Type.STRING, "data.Enum"), "small");
        add(schemas, values, "x", named(Schema.Type.STRING, "data.Xml"), "<a/>");
        add(schemas, values, "b", bits(10), new byte[] {5, 2});
        Struct number = new Struct(VARIABLE)
                .put("scale", 3)
                .put("value", new BigInteger("-12345678901234567890123").toByteArray());
        add(schemas, values, "n", VARIABLE, number);
        add(
                schemas,
                values,
                "ds",
                SchemaBuilder.array(named(Schema.Type.INT32, "time.Date")).build(),
                List.of(-1));
        SchemaBuilder schema = SchemaBuilder.struct();
        schemas.forEach(schema::field);
        Struct row = new Struct(schema.build());
        int i = 0;
        for (String name : schemas.keySet()) {
            row.put(name, values.get(i++));
        }
        return row;
    }

    private static void add(
            Map<String, Schema> schemas, List<Object> values, String name, Schema schema, Object value) {
        schemas.put(name, schema);
        values.add(value);
    }

    private static final String STORED = "1500-01-01|01:02:03.004|01:02:03.004005|01:02:03.004005|"
            + "1500-01-01 00:00:00.123|1500-01-01 00:00:00.123456|2023-11-14 22:13:20.123456|01:02:03.004+00|"
            + "-14831672154.321099|1500|-90061.000001|1 year 2 mons 3 days 04:05:06.7|1|"
            + "00000000-0000-0000-0000-0000000000ff|small|<a/>|1000000101|-12345678901234567890.123|{1969-12-31}";
    private static final String SELECT =
            "SELECT d, t, tu, tn, ts, tsu, tsn, tz, extract(epoch FROM tsz)::numeric(20,6), y,"
                    + " extract(epoch FROM i)::numeric(20,6), iso, j->>'k', u, e, x, b, n, ds FROM orders";

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/Sao_Paulo", "Asia/Kolkata"})
    void makesColumnsOfWhatIsMeantWhateverTheZone(String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        for (String mode : List.of("insert", "upsert")) {
            database.execute("DROP TABLE IF EXISTS orders");
            try (TaskDriver task = TaskDriver.start(
                    database.props(
                            "insert.mode",
                            mode,
                            "pk.mode",
                            "record_value",
                            "pk.fields",
                            "y",
                            "nested.mode",
                            "json",
                            "ledger.id",
                            mode),
                    ORDERS)) {
                // When
                task.put(orders.struct(0, "k", row()));
                task.flush();
                // Then
                assertThat(task.context().deadLetters()).isEmpty();
            }
            assertThat(database.rows(SELECT)).containsExactly(STORED);
        }
        assertThat(database.rows("SELECT udt_name FROM information_schema.columns WHERE table_name = 'orders'"
                        + " ORDER BY ordinal_position"))
                .containsExactlyInAnyOrder(
                        "int4",
                        "date",
                        "time",
                        "time",
                        "time",
                        "timestamp",
                        "timestamp",
                        "timestamp",
                        "timetz",
                        "timestamptz",
                        "interval",
                        "interval",
                        "jsonb",
                        "uuid",
                        "text",
                        "xml",
                        "varbit",
                        "numeric",
                        "_date");
    }

    @Test
    void bindsToColumnsOfOtherTypes() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (d timestamp, t text, ts timestamptz, tsu bigint, tsn text, i text,"
                + " b bit(10), n text, y numeric, tsz timestamp, ds jsonb, e varchar(9))");
        try (TaskDriver task = TaskDriver.start(
                database.props(
                        "fields.include",
                        "d,t,ts,tsu,tsn,i,b,n,y,tsz,ds,e",
                        "nested.mode",
                        "json",
                        "auto.evolve",
                        "false"),
                ORDERS)) {
            // When
            task.put(orders.struct(0, "k", row()));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows(
                        "SELECT d, t, extract(epoch FROM ts)::numeric(20,3), tsu, tsn, i, b, n, y, tsz, ds->>0, e"
                                + " FROM orders"))
                .containsExactly("1500-01-01 00:00:00|01:02:03.004|-14831769599.877|-14831769599876544|"
                        + "2023-11-14T22:13:20.123456789|PT-25H-1M-1.000001S|1000000101|-12345678901234567890.123|1500|"
                        + "1500-01-02 03:04:05.678901|1969-12-31|small");
    }

    @Test
    void aGeometryAsksForAColumnOfPostGis() throws SQLException {
        // Given a type that stands for PostGIS's
        database.execute("CREATE DOMAIN geometry AS text");
        database.execute("CREATE TABLE orders (id bigint)");
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("place", POINT)
                .build();
        Struct place = new Struct(POINT)
                .put("x", 1.0)
                .put("y", 2.0)
                .put("wkb", new byte[] {1, 1, 0, 0, 0, 9})
                .put("srid", 4326);
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.struct(0, "k", new Struct(schema).put("id", 1L).put("place", place)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-331")
                            .hasMessageContaining("PostGIS"));
        }
        database.execute("ALTER TABLE orders ADD COLUMN place geometry");
        try (TaskDriver task = TaskDriver.start(database.props("ledger.id", "other"), ORDERS)) {
            // When
            task.put(orders.struct(0, "k", new Struct(schema).put("id", 1L).put("place", place)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT id, place FROM orders")).containsExactly("1|0101000020e610000009");
    }

    @Test
    void aNumberOfVariableScaleMayBeTheKey() throws SQLException {
        // Given
        Schema key = SchemaBuilder.struct().field("id", VARIABLE).build();
        Struct id = new Struct(VARIABLE).put("scale", 0).put("value", new byte[] {42});
        Map<String, String> props =
                database.props("insert.mode", "upsert", "pk.mode", "record_key", "delete.enabled", "true");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.record(0, key, new Struct(key).put("id", id), null, Map.of("a", "1")),
                    orders.record(1, key, new Struct(key).put("id", id), null, Map.of("a", "2")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
            assertThat(database.rows("SELECT id, a FROM orders")).containsExactly("42|2");
            task.put(orders.record(2, key, new Struct(key).put("id", id), null, null));
            task.flush();
        }
        assertThat(database.number("SELECT count(*) FROM orders")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void infinityStaysInfinity(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, t timestamp(3), z timestamptz)");
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("t", named(Schema.Type.INT64, "time.MicroTimestamp"))
                .field("z", named(Schema.Type.STRING, "time.ZonedTimestamp"))
                .build();
        Map<String, String> props = database.props("pk.mode", "record_value", "pk.fields", "id");
        props.put("insert.mode", mode);
        if (mode.equals("upsert")) {
            props.put("upsert.condition.field", "t");
        }
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.struct(
                            0,
                            "k",
                            new Struct(schema)
                                    .put("id", 1L)
                                    .put("t", 9_223_372_036_825_200_000L)
                                    .put("z", "+294247-01-10T04:00:25.200000Z")),
                    orders.struct(
                            1,
                            "k",
                            new Struct(schema)
                                    .put("id", 2L)
                                    .put("t", -9_223_372_036_832_400_000L)
                                    .put("z", "-290308-12-21T19:59:27.600000Z")),
                    orders.struct(
                            2,
                            "k",
                            new Struct(schema)
                                    .put("id", 3L)
                                    .put("t", 9_223_372_036_825_200_000L)
                                    .put("z", "infinity")),
                    orders.struct(
                            3,
                            "k",
                            new Struct(schema)
                                    .put("id", 4L)
                                    .put("t", -9_223_372_036_832_400_000L)
                                    .put("z", "-infinity")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders ORDER BY id"))
                .containsExactly(
                        "1|infinity|infinity", "2|-infinity|-infinity", "3|infinity|infinity", "4|-infinity|-infinity");
    }

    @Test
    void aTableThatIsValidatedTakesWhatTheSinkCanStoreInIt() throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (b varbit, c text, d bigint, t int, u numeric, n bigint, f boolean)");
        Schema schema = SchemaBuilder.struct()
                .field("b", bits(4))
                .field("c", bits(4))
                .field("d", named(Schema.Type.INT32, "time.Date"))
                .field("t", named(Schema.Type.INT32, "time.Time"))
                .field("u", named(Schema.Type.INT64, "time.MicroTimestamp"))
                .field("n", VARIABLE)
                .field("f", Schema.INT16_SCHEMA)
                .build();
        Struct row = new Struct(schema)
                .put("b", new byte[] {5})
                .put("c", new byte[] {5})
                .put("d", 1)
                .put("t", 2)
                .put("u", 3L)
                .put("n", new Struct(VARIABLE).put("scale", 0).put("value", new byte[] {4}))
                .put("f", (short) 1);
        Map<String, String> props = database.props("schema.evolution", "validate");
        props.remove("auto.evolve");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(orders.struct(0, "k", row));
            task.flush();
            // Then
            assertThat(task.context().deadLetters()).isEmpty();
        }
        assertThat(database.rows("SELECT * FROM orders")).containsExactly("0101|0101|1|2|3|4|t");
    }

    /** Values and schemas of Debezium's names that say nothing that can be stored. */
    static Stream<Arguments> senseless() {
        Schema textual = SchemaBuilder.struct()
                .name(VARIABLE.name())
                .field("scale", Schema.INT32_SCHEMA)
                .field("value", Schema.STRING_SCHEMA)
                .build();
        Struct digitless = new Struct(VARIABLE).put("scale", 0).put("value", new byte[0]);
        Schema unmeasured = SchemaBuilder.bytes()
                .name("io.debezium.data.Bits")
                .parameter("length", "ten")
                .build();
        return Stream.of(
                Arguments.of(VARIABLE, digitless),
                Arguments.of(textual, new Struct(textual).put("scale", 0).put("value", "1")),
                Arguments.of(SchemaBuilder.array(VARIABLE).build(), List.of(digitless)),
                Arguments.of(unmeasured, new byte[] {1}),
                Arguments.of(bits(-1), new byte[] {1}));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void whatMakesNoSenseIsABadRecordAndEndsNoTask(Schema schema, Object value) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id bigint, x text)");
        Schema row = SchemaBuilder.struct()
                .field("id", Schema.INT64_SCHEMA)
                .field("x", schema)
                .build();
        try (TaskDriver task = TaskDriver.start(database.props("nested.mode", "json"), ORDERS)) {
            // When
            task.put(
                    orders.struct(0, "k", new Struct(row).put("id", 1L).put("x", value)),
                    orders.map(1, "k", "id", 2L, "x", "y"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-332")
                            .hasMessageContaining("\"x\""));
        }
        assertThat(database.rows("SELECT id, x FROM orders")).containsExactly("2|y");
    }
}
