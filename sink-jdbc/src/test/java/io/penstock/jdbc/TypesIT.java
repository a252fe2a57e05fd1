package io.penstock.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.harness.PostgresCase;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.harness.TaskDriver;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as they come back by plain SQL: the same by COPY and by arrays, in every time zone of the JVM. */
class TypesIT extends PostgresCase {

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
    void restoreTheZone() {
        TimeZone.setDefault(before);
    }

    static Stream<Arguments> modesAndZones() {
        return Stream.of("insert", "upsert")
                .flatMap(mode ->
                        Stream.of("UTC", "America/New_York", "Pacific/Apia").map(zone -> Arguments.of(mode, zone)));
    }

    private Map<String, String> props(String mode) {
        return database.props("insert.mode", mode, "pk.mode", "record_value", "pk.fields", "id");
    }

    private static Date utc(String instant) {
        return Date.from(Instant.parse(instant));
    }

    private static Date day(String date) {
        return Date.from(LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static Struct everything(int id, @Nullable String s, String dec, Date d, Date ts) {
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

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void everyConnectTypeComesBackAsItWas(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When: a gap of daylight saving, a day that a zone skipped, before 1582, before Christ
            task.put(
                    orders.struct(
                            0,
                            null,
                            everything(
                                    1,
                                    "a\tb\\N\"{},'",
                                    "12345678901234567890.1234",
                                    day("2011-12-30"),
                                    utc("2026-03-08T02:30:00.123Z"))),
                    orders.struct(
                            1, null, everything(2, "ü漢😀", "-0.0001", day("1582-10-10"), utc("1582-10-10T12:00:00Z"))),
                    orders.struct(
                            2, null, everything(3, "", "0.0000", day("-0043-03-15"), utc("-0043-03-15T23:59:59.999Z"))),
                    orders.struct(
                            3,
                            null,
                            everything(4, null, "10000.0000", day("9999-12-31"), utc("9999-12-31T23:59:59Z"))));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(database.rows(
                        "SELECT id, i8, i16, i64, f32, f64, b, encode(bytes, 'hex'), t FROM orders WHERE id = 1"))
                .containsExactly("1|-128|32767|-9223372036854775808|1.5|-1e+300|t|0001ff|23:59:59.999");
        assertThat(database.rows("SELECT s FROM orders ORDER BY id")).containsExactly("a\tb\\N\"{},'", "ü漢😀", "", "~");
        assertThat(database.rows("SELECT dec FROM orders ORDER BY id"))
                .containsExactly("12345678901234567890.1234", "-0.0001", "0.0000", "10000.0000");
        assertThat(database.rows("SELECT d::text FROM orders ORDER BY id"))
                .containsExactly("2011-12-30", "1582-10-10", "0044-03-15 BC", "9999-12-31");
        assertThat(database.rows("SELECT (ts AT TIME ZONE 'UTC')::text FROM orders ORDER BY id"))
                .containsExactly(
                        "2026-03-08 02:30:00.123",
                        "1582-10-10 12:00:00",
                        "0044-03-15 23:59:59.999 BC",
                        "9999-12-31 23:59:59");
        assertThat(database.rows("SELECT data_type FROM information_schema.columns WHERE table_name = 'orders'"
                        + " AND column_name IN ('ts', 'd', 't', 'dec') ORDER BY column_name"))
                .containsExactly("date", "numeric", "time without time zone", "timestamp with time zone");
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void textsAndNumbersAreBoundToTheColumnsOfAnExistingTable(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        database.execute("CREATE TYPE mood AS ENUM ('calm', 'wild')");
        database.execute("CREATE DOMAIN short AS varchar(10)");
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, i8 bigint, small smallint, r real, num numeric(9,2),"
                + " d date, t time, ts timestamp, tz timestamptz, u uuid, j json, jb jsonb, m mood, ip inet, c short,"
                + " span interval, tags text[])");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1.0, "i8", 9007199254740993L, "small", 7L, "r", 0.1, "num", "12.50"),
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
                            "2026-03-29T02:30:00.123456",
                            "tz",
                            "2026-03-29T02:30:00.123456+02:00"),
                    orders.map(
                            2,
                            null,
                            "id",
                            3L,
                            "ts",
                            "2026-03-29T02:30:00Z",
                            "tz",
                            "2026-03-29 02:30:00Z",
                            "u",
                            "123e4567-e89b-12d3-a456-426614174000",
                            "j",
                            "{\"a\": 1}",
                            "jb",
                            "{\"b\":2}"),
                    orders.map(
                            3,
                            null,
                            "id",
                            4L,
                            "m",
                            "wild",
                            "ip",
                            "10.0.0.1",
                            "c",
                            "text",
                            "span",
                            "P1DT2H",
                            "tags",
                            "{x,y}"));
            task.flush();
            assertThat(task.context().deadLetters()).isEmpty();
        }
        // Then
        assertThat(database.rows("SELECT id, i8, small, r, num FROM orders WHERE id = 1"))
                .containsExactly("1|9007199254740993|7|0.1|12.50");
        assertThat(database.rows(
                        "SELECT d::text, t::text, ts::text, (tz AT TIME ZONE 'UTC')::text FROM orders WHERE id = 2"))
                .containsExactly("2026-02-28|23:59:59.123456|2026-03-29 02:30:00.123456|2026-03-29 00:30:00.123456");
        assertThat(database.rows("SELECT ts::text, (tz AT TIME ZONE 'UTC')::text, u, j, jb FROM orders WHERE id = 3"))
                .containsExactly("2026-03-29 02:30:00|2026-03-29 02:30:00|123e4567-e89b-12d3-a456-426614174000"
                        + "|{\"a\": 1}|{\"b\": 2}");
        assertThat(database.rows("SELECT m, ip, c, span, tags FROM orders WHERE id = 4"))
                .containsExactly("wild|10.0.0.1|text|1 day 02:00:00|{x,y}");
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void whatWouldLoseSomethingIsADeadLetter(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, i8 bigint, small smallint, d date, tz timestamptz,"
                + " f double precision, b boolean)");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(List.of(
                    orders.map(0, null, "id", 1L, "i8", 1.5),
                    orders.map(1, null, "id", 2L, "small", 40_000L),
                    orders.map(2, null, "id", 3L, "d", "2026-02-30"),
                    orders.map(3, null, "id", 4L, "tz", "2026-03-29T02:30:00"),
                    orders.map(4, null, "id", 5L, "f", 9007199254740993L),
                    orders.map(5, null, "id", 6L, "b", "maybe"),
                    orders.map(6, null, "id", 7L, "i8", 1e30),
                    orders.map(7, null, "id", 8L, "f", 0.1)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .hasSize(7)
                    .allSatisfy(letter -> assertThat(letter.reason())
                            .hasMessageContaining("PEN-332")
                            .hasMessageNotContaining("maybe")
                            .hasMessageNotContaining("2026"));
        }
        assertThat(database.rows("SELECT id FROM orders")).containsExactly("8");
    }

    @ParameterizedTest
    @MethodSource("modesAndZones")
    void keysOfEveryShapeMakePrimaryKeys(String mode, String zone) throws SQLException {
        // Given
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Schema key = SchemaBuilder.struct()
                .field("region", Schema.STRING_SCHEMA)
                .field("nr", Schema.INT32_SCHEMA)
                .build();
        Map<String, String> props = database.props("insert.mode", mode, "pk.mode", "record_key");
        try (TaskDriver task = TaskDriver.start(props, ORDERS)) {
            // When
            task.put(
                    orders.record(
                            0, key, new Struct(key).put("region", "n").put("nr", 1), null, Records.mapOf("v", "a")),
                    orders.record(
                            1, key, new Struct(key).put("region", "n").put("nr", 2), null, Records.mapOf("v", "b")),
                    orders.record(2, null, null, null, Records.mapOf("v", "c")));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).hasMessageContaining("PEN-333"));
        }
        assertThat(database.rows("SELECT region, nr, v FROM orders ORDER BY nr"))
                .containsExactly("n|1|a", "n|2|b");
        assertThat(database.rows("SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
                        + " AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'orders'::regclass ORDER BY 1"))
                .containsExactly("nr", "region");
    }

    @Test
    void aNullStaysNullWhereTheSchemaHasADefaultButForARequiredFieldThatNobodySet() throws SQLException {
        // Given
        Schema schema = SchemaBuilder.struct()
                .field("id", Schema.INT32_SCHEMA)
                .field("n", SchemaBuilder.int32().optional().defaultValue(7).build())
                .field("unset", SchemaBuilder.int32().defaultValue(8).build())
                .build();
        Struct value = new Struct(schema).put("id", 1).put("n", null);
        try (TaskDriver task = TaskDriver.start(database.props(), ORDERS)) {
            // When
            task.put(orders.struct(0, null, value));
            task.flush();
        }
        // Then
        assertThat(database.rows("SELECT id, n, unset FROM orders")).containsExactly("1|~|8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void anExactNumberIsNotRoundedByItsColumn(String mode) throws SQLException {
        // Given
        database.execute("CREATE DOMAIN money2 AS numeric(9,2)");
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, a numeric(9,2), b money2, c numeric(9,0))");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "a", "1.50", "b", 2.5, "c", 3L),
                    orders.map(1, null, "id", 2L, "a", "1.505"),
                    orders.map(2, null, "id", 3L, "b", "1.505"),
                    orders.map(3, null, "id", 4L, "c", "1.5"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactly(1L, 2L, 3L);
        }
        assertThat(database.rows("SELECT id, a, b, c FROM orders")).containsExactly("1|1.50|2.50|3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void whatIsTooLongForATypeThatTextsAreCastToIsNotCut(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, tags varchar(3)[], bits bit(3))");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "tags", "{abc,d}", "bits", "101"),
                    orders.map(1, null, "id", 2L, "tags", "{abcd}"),
                    orders.map(2, null, "id", 3L, "bits", "10101"));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L);
        }
        assertThat(database.rows("SELECT id, tags, bits FROM orders")).containsExactly("1|{abc,d}|101");
    }

    /** Which an assignment to {@code varchar(n)} cuts, as the standard has it. */
    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void blanksThatAreMoreThanAColumnKeepsAreADeadLetter(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, n varchar(3))");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "n", "a  "),
                    orders.map(1, null, "id", 2L, "n", "a   "),
                    orders.map(2, null, "id", 3L, "n", "abc "),
                    orders.map(3, null, "id", 4L, "n", "abcd "),
                    orders.map(4, null, "id", 5L, "n", "𝄞𝄞 "));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L, 3L);
        }
        assertThat(database.rows("SELECT id, length(n) FROM orders ORDER BY id"))
                .containsExactly("1|3", "5|3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert", "upsert"})
    void whatATypeOfOneByteOrOfNamesWouldCutIsADeadLetter(String mode) throws SQLException {
        // Given
        database.execute("CREATE TABLE orders (id int PRIMARY KEY, c \"char\", n name)");
        try (TaskDriver task = TaskDriver.start(props(mode), ORDERS)) {
            // When
            task.put(
                    orders.map(0, null, "id", 1L, "c", "a", "n", "x".repeat(63)),
                    orders.map(1, null, "id", 2L, "c", "abc"),
                    orders.map(2, null, "id", 3L, "n", "x".repeat(64)),
                    orders.map(3, null, "id", 4L, "n", "ü".repeat(32)));
            task.flush();
            // Then
            assertThat(task.context().deadLetters())
                    .extracting(letter -> letter.record().kafkaOffset())
                    .containsExactlyInAnyOrder(1L, 2L, 3L);
        }
        assertThat(database.rows("SELECT id, c, length(n) FROM orders")).containsExactly("1|a|63");
    }
}
