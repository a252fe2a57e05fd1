package io.penstock.jdbc.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.TaskDriver;
import io.penstock.jdbc.schema.DebeziumTypes;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as they come back by plain SQL, in every time zone of the JVM, on any database. */
public abstract class TypesSuite extends DatabaseSuite {

    private static final Schema EVERYTHING = SchemaBuilder.struct()
            .field("id", Schema.INT32_SCHEMA)
            .field("i8", Schema.INT8_SCHEMA)
            .field("i16", Schema.INT16_SCHEMA)
            .field("i64", Schema.INT64_SCHEMA)
            .field("f32", Schema.FLOAT32_SCHEMA)
            .field("f64", Schema.FLOAT64_SCHEMA)
            .field("b", Schema.BOOLEAN_SCHEMA)
            .field("s", Schema.OPTIONAL_STRING_SCHEMA)
            .field("bytes", Schema.BYTES_SCHEMA)
            .field("dec", Decimal.schema(4))
            .field("d", org.apache.kafka.connect.data.Date.SCHEMA)
            .field("t", Time.SCHEMA)
            .field("ts", Timestamp.SCHEMA)
            .build();

    private final TimeZone before = TimeZone.getDefault();

    @AfterEach
    final void restoreTheZone() {
        TimeZone.setDefault(before);
    }

    static Stream<Arguments> modesAndZones() {
        return Stream.of("insert", "upsert")
                .flatMap(mode ->
                        Stream.of("UTC", "America/New_York", "Pacific/Apia").map(zone -> Arguments.of(mode, zone)));
    }

    private Map<String, String> props(String mode) {
        return target.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
    }

    private static Date utc(String instant) {
        return Date.from(Instant.parse(instant));
    }

    private static Date day(String date) {
        return Date.from(LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Struct everything(int id, String s, String dec, Date d, Date ts) {
        return new Struct(EVERYTHING)
                .put("id", id)
                .put("i8", Byte.MIN_VALUE)
                .put("i16", Short.MAX_VALUE)
                .put("i64", Long.MIN_VALUE)
                .put("f32", 1.5f)
                .put("f64", -1e300)
                .put("b", true)
                .put("s", s)
                .put("bytes", new byte[] {0, 1, -1})
                .put("dec", new BigDecimal(dec))
                .put("d", d)
                .put("t", new Date(86_399_999))
                .put("ts", ts);
    }

    private List<String> column(String expression) throws SQLException {
        return target.rows("SELECT " + expression + " FROM " + q("orders") + " ORDER BY " + q("id"));
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void everyConnectTypeComesBackAsItWas(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        String long0 = "1234567890123456789012345678901".substring(0, target.decimalDigits() - 4) + ".1234";
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When: a gap of daylight saving, a day that a zone skipped, before 1582
            task.put(
                    orders.struct(
                            0,
                            null,
                            everything(1, "a\tb\\N\"{},'", long0, day("2011-12-30"), utc("2026-03-08T02:30:00.123Z"))),
                    orders.struct(
                            1,
                            null,
                            everything(
                                    2, "ü漢😀", "-0.0001", day(target.oldDay()), utc(target.oldDay() + "T12:00:00Z"))),
                    orders.struct(
                            2,
                            null,
                            everything(
                                    3,
                                    "",
                                    "0.0000",
                                    day(target.veryOldDay()),
                                    utc(target.veryOldDay() + "T23:59:59.999Z"))),
                    orders.struct(
                            3,
                            null,
                            everything(4, null, "10000.0000", day("9999-12-31"), utc("9999-12-31T23:59:59Z"))));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(column(q("i8") + ", " + q("i16") + ", " + q("i64"))).containsOnly("-128|32767|-9223372036854775808");
        assertThat(column(q("f32"))).extracting(Double::valueOf).containsOnly(1.5);
        assertThat(column(q("f64"))).extracting(Double::valueOf).containsOnly(-1e300);
        assertThat(column("CASE WHEN " + q("b") + " THEN 'y' ELSE 'n' END")).containsOnly("y");
        assertThat(column(target.hex(q("bytes")))).containsOnly("0001ff");
        assertThat(column(target.timeText(q("t")))).containsOnly("23:59:59.999000");
        assertThat(column(q("s"))).containsExactly("a\tb\\N\"{},'", "ü漢😀", "", "~");
        assertThat(target.decimals("SELECT " + q("dec") + " FROM " + q("orders") + " ORDER BY " + q("id")))
                .containsExactly(long0, "-0.0001", "0", "10000");
        assertThat(column(target.dateText(q("d"))))
                .containsExactly("2011-12-30", target.oldDay(), target.veryOldDay(), "9999-12-31");
        assertThat(column(target.instantText(q("ts"))))
                .containsExactly(
                        "2026-03-08 02:30:00.123000",
                        target.oldDay() + " 12:00:00.000000",
                        target.veryOldDay() + " 23:59:59.999000",
                        "9999-12-31 23:59:59.000000");
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void textsAndNumbersAreBoundToTheColumnsOfAnExistingTable(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("big")
                + " BIGINT, "
                + q("small") + " SMALLINT, " + q("num") + " DECIMAL(9,2), " + q("d") + " DATE, " + q("t") + " TIME(6), "
                + q("ts") + " " + target.timestamp() + ", " + q("c") + " VARCHAR(10))");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1.0, "big", 9007199254740993L, "small", 7L, "num", "12.50", "c", "text"),
                    orders.map(
                            1,
                            null,
                            "id",
                            2L,
                            "d",
                            "2026-02-28",
                            "t",
                            "23:59:59.123456",
                            "ts",
                            "2026-03-29T02:30:00.123456"),
                    orders.map(2, null, "id", 3L, "ts", "2026-03-29T02:30:00Z"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(column(q("big") + ", " + q("small") + ", " + q("c")))
                .containsExactly("9007199254740993|7|text", "~|~|~", "~|~|~");
        assertThat(target.decimals("SELECT " + q("num") + " FROM " + q("orders") + " ORDER BY " + q("id")))
                .containsExactly("12.5", "~", "~");
        assertThat(column(target.dateText(q("d")))).containsExactly("~", "2026-02-28", "~");
        assertThat(column(target.timeText(q("t")))).containsExactly("~", "23:59:59.123456", "~");
        assertThat(column(target.timestampText(q("ts"))))
                .containsExactly("~", "2026-03-29 02:30:00.123456", "2026-03-29 02:30:00.000000");
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void whatWouldLoseSomethingIsADeadLetter(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        target.execute("CREATE TABLE " + q("orders") + " (" + q("id") + " INTEGER PRIMARY KEY, " + q("big")
                + " BIGINT, " + q("d") + " DATE, " + q("f") + " DOUBLE PRECISION, " + q("b") + " BOOLEAN)");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(List.of(
                    orders.map(0, null, "id", 1L, "big", 1.5),
                    orders.map(1, null, "id", 2L, "d", "2026-02-30"),
                    orders.map(2, null, "id", 3L, "f", 9007199254740993L),
                    orders.map(3, null, "id", 4L, "b", "maybe"),
                    orders.map(4, null, "id", 5L, "big", 1e30),
                    orders.map(5, null, "id", 6L, "f", 0.1)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .hasSize(5)
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-332")
                            .hasMessageNotContaining("maybe")
                            .hasMessageNotContaining("2026"));
        }
        assertThat(column(q("id"))).containsExactly("6");
    }

    @Test
    void schemalessNumbersTextsAndTruthValuesComeBackAsTheyWere() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props(), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "n", 12L, "b", true, "s", "x"),
                    orders.map(1, null, "id", 2L, "n", 0.125, "b", false, "s", null),
                    orders.map(2, null, "id", 3L, "n", 9007199254740993L));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(target.decimals("SELECT " + q("n") + " FROM " + q("orders") + " ORDER BY " + q("id")))
                .containsExactly("12", "0.125", "9007199254740993");
        assertThat(column("CASE WHEN " + q("b") + " THEN 'y' ELSE 'n' END")).containsExactly("y", "n", "n");
        assertThat(column(q("s"))).containsExactly("x", "~", "~");
    }

    private static final Map<String, Schema> EVERY = every();

    private static Map<String, Schema> every() {
        Map<String, Schema> every = new LinkedHashMap<>();
        EVERYTHING.fields().forEach(field -> every.put(field.name(), field.schema()));
        every.put("key", Schema.STRING_SCHEMA);
        every.put("date", SchemaBuilder.int32().name(DebeziumTypes.DATE).build());
        every.put("micro", SchemaBuilder.int64().name(DebeziumTypes.MICRO_TIME).build());
        every.put(
                "stamp",
                SchemaBuilder.int64().name(DebeziumTypes.MICRO_TIMESTAMP).build());
        every.put(
                "nano", SchemaBuilder.int64().name(DebeziumTypes.NANO_TIMESTAMP).build());
        every.put(
                "zoned",
                SchemaBuilder.string().name(DebeziumTypes.ZONED_TIMESTAMP).build());
        every.put("json", SchemaBuilder.string().name(DebeziumTypes.JSON).build());
        every.put("uuid", SchemaBuilder.string().name(DebeziumTypes.UUID).build());
        every.put("xml", SchemaBuilder.string().name(DebeziumTypes.XML).build());
        every.put(
                "interval", SchemaBuilder.string().name(DebeziumTypes.INTERVAL).build());
        every.put(
                "bits",
                SchemaBuilder.bytes()
                        .name(DebeziumTypes.BITS)
                        .parameter("length", "10")
                        .build());
        every.put("ztime", SchemaBuilder.string().name(DebeziumTypes.ZONED_TIME).build());
        return every;
    }

    /** A structure with a field of each schema for which the sink makes columns of a type of its own. */
    static Schema everySchema() {
        SchemaBuilder builder = SchemaBuilder.struct();
        EVERY.forEach(builder::field);
        return builder.build();
    }

    static Struct ofEverySchema(Schema schema) {
        Struct struct = new Struct(schema);
        Struct plain = everything(1, "s", "1.5000", day("2026-03-08"), utc("2026-03-08T02:30:00.123Z"));
        EVERYTHING.fields().forEach(field -> struct.put(field.name(), plain.get(field)));
        return struct.put("key", "k")
                .put("date", (int) LocalDate.parse("2026-03-08").toEpochDay())
                .put("micro", 86_399_999_999L)
                .put("stamp", 1_772_937_000_123_456L)
                .put("nano", 1_772_937_000_123_456_789L)
                .put("zoned", "2026-03-08T03:30:00.123456+01:00")
                .put("json", "{\"a\": 1}")
                .put("uuid", "0123abcd-0123-4567-89ab-0123456789ab")
                .put("xml", "<a>1</a>")
                .put("interval", "P1Y2M3DT4H5M6S")
                .put("bits", new byte[] {5, 1})
                .put("ztime", "12:00:00+02:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "America/New_York", "Pacific/Apia"})
    void whatDebeziumMeansByItsNumbersAndTextsIsStored(String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(orders.struct(0, null, ofEverySchema(everySchema())));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(column(target.dateText(q("date")))).containsExactly("2026-03-08");
        assertThat(column(target.timeText(q("micro")))).containsExactly("23:59:59.999999");
        assertThat(column(target.timestampText(q("stamp")))).containsExactly("2026-03-08 02:30:00.123456");
        assertThat(column(target.timestampText(q("nano")))).containsExactly("2026-03-08 02:30:00.123456");
        assertThat(column(target.instantText(q("zoned")))).containsExactly("2026-03-08 02:30:00.123456");
        assertThat(column(q("json")).stream().map(text -> text.replace(" ", "")))
                .containsExactly("{\"a\":1}");
        assertThat(column(q("uuid"))).containsExactly("0123abcd-0123-4567-89ab-0123456789ab");
        assertThat(column(q("xml"))).containsExactly("<a>1</a>");
    }

    @Test
    void infinityIsADeadLetterWhereThereIsNone() throws SQLException {
        // Given
        Assumptions.assumeFalse(target.knowsInfinity(), "here it is stored");
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field(
                        "ts",
                        SchemaBuilder.int64()
                                .name(DebeziumTypes.MICRO_TIMESTAMP)
                                .build())
                .field(
                        "z",
                        SchemaBuilder.string()
                                .name(DebeziumTypes.ZONED_TIMESTAMP)
                                .build())
                .build();
        Struct good = new Struct(schema).put("id", 1).put("ts", 0L).put("z", "1970-01-01T00:00:00Z");
        Struct forever = new Struct(schema)
                .put("id", 2)
                .put("ts", 9_223_372_036_825_200_000L)
                .put("z", "1970-01-01T00:00:00Z");
        Struct sinceEver = new Struct(schema).put("id", 3).put("ts", 0L).put("z", "-290308-12-21T19:59:27.600000Z");
        try (TaskDriver task = TaskDriver.start(props("upsert"), ORDERS)) {
            // When
            task.put(orders.struct(0, null, good), orders.struct(1, null, forever), orders.struct(2, null, sinceEver));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 2L);
        }
        assertThat(column(q("id"))).containsExactly("1");
    }

    @Test
    void nestedValuesAreJson() throws SQLException {
        // Given
        try (TaskDriver task = TaskDriver.start(target.props("nested.mode", "json"), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "meta", Map.of("a", 1L)),
                    orders.map(1, null, "id", 2L, "meta", List.of("x", "y")),
                    orders.map(2, null, "id", 3L, "meta", null));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(column(q("meta")).stream().map(text -> text.replace(" ", "")))
                .containsExactly("{\"a\":1}", "[\"x\",\"y\"]", "~");
    }
}
